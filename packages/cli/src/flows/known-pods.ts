import { FlowError, nearest } from '@peaflow/core'
import type { AdminStatus } from '@peaflow/serve'

/** The names of the Pods of a Flow, those of groups too, in the order of the plan. */
export function podsOf({ peas }: Pick<AdminStatus, 'peas'>): readonly string[] {
  return [...new Set(peas.flatMap(({ pod, pods = [] }) => [pod, ...pods]))]
}

/**
 * The Pods whose Peas run these Pods: of a group, the first.
 *
 * @throws FlowError `TOPOLOGY_UNKNOWN_POD` for one that the Flow does not have.
 */
export function hostsOf(status: Pick<AdminStatus, 'peas'>, pods: readonly string[]): readonly string[] {
  return pods.map((name) => {
    const pea = status.peas.find(({ pod, pods: group = [] }) => pod === name || group.includes(name))
    if (pea === undefined) throw unknownPod(name, podsOf(status))
    return pea.pod
  })
}

function unknownPod(pod: string, names: readonly string[]): FlowError {
  const meant = nearest(pod, names)
  return new FlowError('TOPOLOGY_UNKNOWN_POD', `there is no Pod "${pod}" in this Flow`, {
    hint: meant === undefined ? `Pods: ${names.slice(0, 20).join(', ')}` : `Did you mean "${meant}"?`,
  })
}
