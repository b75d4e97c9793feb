import { CLUSTER_HOST, type PeaSpec } from '@peaflow/core'
import { specOf as containerSpecOf } from '../../runtime-docker/test/spec.ts'

/** The plainest Pea of a Pod in a cluster. */
export function specOf(changes: Partial<PeaSpec> = {}): PeaSpec {
  const control = { mode: 'CONNECT', host: '10.0.0.1', port: 4_000 } as const
  return containerSpecOf({ runtime: 'kubernetes', host: CLUSTER_HOST, control, ...changes })
}
