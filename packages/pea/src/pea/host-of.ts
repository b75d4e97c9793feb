import type { PeaSpec } from '@peaflow/core'
import type { ExecutorHost } from '../executor/host.ts'
import type { OpenPeaOptions } from '../pea/pea-options.ts'

/** Hosts a Pea's executor in this thread. Imports the host on demand, because a pass-through Pea starts without one. */
export async function hostOf(spec: PeaSpec, { executor, onLog }: OpenPeaOptions): Promise<ExecutorHost> {
  const { inProcessHost } = await import('../executor/in-process.ts')
  return inProcessHost(spec, { executor, onLog })
}

/** Merges the executor YAML into the spec, if there is one. Ignores a mistake in it here: the host reports it during setup. */
export async function readSettings(spec: PeaSpec): Promise<PeaSpec> {
  if (typeof spec.uses !== 'string' || !/\.ya?ml$/.test(spec.uses)) return spec
  const { withExecutorFile } = await import('../executor/executor-file.ts')
  return await withExecutorFile(spec).catch(() => spec)
}
