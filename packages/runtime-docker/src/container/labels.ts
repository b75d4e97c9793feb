import type { PeaSpec } from '@peaflow/core'

/** The labels of every container of ours: by them it is listed, swept and pruned, and by nothing else. */
export const LABELS = {
  flow: 'peaflow.flow',
  flowId: 'peaflow.flow-id',
  pod: 'peaflow.pod',
  pea: 'peaflow.pea',
  replica: 'peaflow.replica',
  /** The process that launched it: its machine, its id and when it started. */
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

/** `<flow>-<pod>-<n>-<suffix>`, of the letters that the Engine takes; a fixed name would collide with a second Flow. */
export function toContainerName({ flow, pod, replicaId }: PeaSpec, suffix: string): string {
  const name = `${flow}-${pod}-${replicaId}-${suffix}`.replace(/[^a-zA-Z0-9_.-]/g, '_')
  return /^[a-zA-Z0-9]/.test(name) ? name : `peaflow-${name}`
}
