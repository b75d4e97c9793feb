import type { PeaSpec } from '@peaflow/core'
import type { ExecutorHost } from '../executor/host.ts'
import type { OpenPeaOptions } from './open-pea.ts'

/** The host of a Pea's executor, in this thread. Loaded when needed: a Pea that only passes on starts without it. */
export async function hostOf(spec: PeaSpec, { executor, onLog }: OpenPeaOptions): Promise<ExecutorHost> {
  const { inProcessHost } = await import('../executor/in-process.ts')
  return inProcessHost(spec, { executor, onLog })
}
