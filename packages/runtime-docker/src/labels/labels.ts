import type { PeaSpec } from '@peaflow/core'

/** The labels of every container that Peaflow makes. Containers are listed and pruned by these labels alone. */
export const LABELS = {
  flow: 'peaflow.flow',
  flowId: 'peaflow.flow-id',
  pod: 'peaflow.pod',
  pea: 'peaflow.pea',
  replica: 'peaflow.replica',
  /** The process that launched the container: its machine, its process id and when it started. */
  owner: 'peaflow.owner',
} as const

/** The labels of a Pea's container. */
export function toLabels(spec: PeaSpec, owner: string): Readonly<Record<string, string>> {
  return {
    [LABELS.flow]: spec.flow,
    [LABELS.flowId]: spec.flowId,
    [LABELS.pod]: spec.pod,
    [LABELS.pea]: spec.id,
    [LABELS.replica]: String(spec.replicaId),
    [LABELS.owner]: owner,
  }
}

/**
 * Names a container `<flow>-<pod>-<n>-<suffix>`, with `_` for each character that the Engine does not accept. Without
 * the suffix, a second Flow of the same name would collide with the first.
 */
export function toContainerName({ flow, pod, replicaId }: PeaSpec, suffix: string): string {
  const name = `${flow}-${pod}-${replicaId}-${suffix}`.replace(/[^a-zA-Z0-9_.-]/g, '_')
  return /^[a-zA-Z0-9]/.test(name) ? name : `peaflow-${name}`
}
