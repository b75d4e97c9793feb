import type { PeaSpec } from '@peaflow/core'
import type { ExecutorHost } from '../executor/host.ts'
import type { OpenPeaOptions } from '../pea/pea-options.ts'

/** The host of a Pea's executor, in this thread. Loaded when needed: a Pea that only passes on starts without it. */
export async function hostOf(spec: PeaSpec, { executor, onLog }: OpenPeaOptions): Promise<ExecutorHost> {
  const { inProcessHost } = await import('../executor/in-process.ts')
  return inProcessHost(spec, { executor, onLog })
}

/** The spec with what its executor YAML says, if it has one. A mistake in it is the host's to tell, once it can be told. */
export async function readSettings(spec: PeaSpec): Promise<PeaSpec> {
  if (typeof spec.uses !== 'string' || !/\.ya?ml$/.test(spec.uses)) return spec
  const { withExecutorFile } = await import('../executor/executor-file.ts')
  return await withExecutorFile(spec).catch(() => spec)
}
