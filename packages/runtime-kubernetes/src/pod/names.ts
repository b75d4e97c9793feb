import type { PeaSpec } from '@peaflow/core'
import { toDnsLabel } from '@peaflow/manifests'

/** The label of every Pod that this runtime launches, and its value. */
export const LAUNCHED = { 'app.kubernetes.io/managed-by': 'peaflow-runtime' } as const

/** The labels of the Pod of a Pea: names as DNS labels, since the values of labels may have no others. */
export function labelsOf({ flow, pod, replicaId }: PeaSpec): Readonly<Record<string, string>> {
  return {
    ...LAUNCHED,
    'app.kubernetes.io/name': toDnsLabel(pod),
    'app.kubernetes.io/part-of': toDnsLabel(flow),
    'peaflow.flow': toDnsLabel(flow),
    'peaflow.pod': toDnsLabel(pod),
    'peaflow.replica': String(replicaId),
  }
}

/** The longest label that a Flow or a Pod gives, so that all of it is at most 63 characters. */
const MAX_LABEL = 24

/** The name of the Pod of a Pea: `<flow>-<pod>-<n>-<suffix>`. Without the suffix, its next life would collide with it. */
export function podName({ flow, pod, replicaId }: PeaSpec, suffix: string): string {
  const [first, second] = [flow, pod].map((name) => toDnsLabel(name).slice(0, MAX_LABEL).replace(/-+$/, ''))
  return `${first}-${second}-${replicaId}-${suffix}`
}
