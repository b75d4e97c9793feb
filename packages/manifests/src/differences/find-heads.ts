import type { Compared } from './compared.ts'
import type { Difference } from './difference.ts'
import { listed } from './workloads.ts'

/**
 * The heads and tails that there are only on the platform: those of Pods whose replicas join, and those that a neighbour of
 * such a Pod no longer replaces. A head or tail that a build keeps here, it keeps there too.
 */
export function findHeads({ exported, there }: Compared): readonly Difference[] {
  const here = new Set(exported.plan.peas.map(({ id }) => id))
  const added = there.peas.filter(({ id, role }) => (role === 'head' || role === 'tail') && !here.has(id))
  return there.pods.flatMap(({ name, joined }): readonly Difference[] => {
    const own = added.filter(({ pod }) => pod === name).map(({ id }) => id)
    if (own.length === 0) return []
    const why = joined === undefined ? 'there, and pruned here' : `there, since replicas join ${name}`
    return [{ topic: 'heads', subject: listed(own), there: why, pods: [name] }]
  })
}
