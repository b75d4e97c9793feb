import { FlowError, type PeaSpec } from '@peaflow/core'
import type { ExecutorHost } from '../executor/host.ts'
import type { OpenPeaOptions } from './open-pea.ts'

/** The host of a Pea's executor, in this thread. Loaded when needed: a Pea that only passes on starts without it. */
export async function hostOf(spec: PeaSpec, _options: OpenPeaOptions): Promise<ExecutorHost> {
  throw new FlowError('LAUNCH_EXECUTOR', `${spec.id} cannot load executors yet`)
}
