import { calledStagesOf, type PeaSpec, type StagePlan, stagesOf } from '@peaflow/core'
import type { ReadSpec } from '../executor/executor-file.ts'
import type { ExecutorHost } from '../executor/host.ts'
import { runsAsProgram } from '../executor/runs-as-program.ts'
import type { OpenPeaOptions } from '../pea/pea-options.ts'
import type { Stage } from './group-work.ts'

/** Hosts a Pea's executor in this thread. Imports the host on demand, because a pass-through Pea starts without one. */
export async function hostOf(spec: PeaSpec, { executor, onLog }: OpenPeaOptions): Promise<ExecutorHost> {
  const { inProcessHost } = await import('../executor/in-process.ts')
  return inProcessHost(spec, { executor, onLog })
}

/** The options with a host for each executor that runs in a process of its own. Those processes start at once, beside the Pea. */
export async function startPrograms(spec: ReadSpec, options: OpenPeaOptions): Promise<OpenPeaOptions> {
  const called = calledStagesOf(spec)
  if (!called.some(({ uses }) => runsAsProgram(uses))) return options
  const { processHost } = await import('../executor/process/host.ts')
  const { onLog } = options
  if (spec.stages === undefined) return { ...options, host: processHost(spec, { onLog }) }
  const hosts = called.map((stage, index) =>
    runsAsProgram(stage.uses) ? processHost(stage, { onLog, logPrefix: `${stage.pod}: ` }) : options.hosts?.[index],
  )
  return { ...options, hosts }
}

/** Hosts the executors of a group. Imports them on demand, too. */
export async function stagesIn(spec: PeaSpec, options: OpenPeaOptions): Promise<readonly Stage[]> {
  const { openStages } = await import('./open-stages.ts')
  return openStages(spec, options)
}

/** Merges the executor YAML into the spec, if there is one. Ignores a mistake in it here: the host reports it during setup. */
export async function readSettings(spec: PeaSpec): Promise<ReadSpec> {
  if (!stagesOf(spec).some(({ uses }) => typeof uses === 'string' && /\.ya?ml$/.test(uses))) return spec
  const { withExecutorFile } = await import('../executor/executor-file.ts')
  const read = (one: PeaSpec): Promise<ReadSpec> => withExecutorFile(one).catch(() => one)
  if (spec.stages === undefined) return await read(spec)
  const stages = await Promise.all(stagesOf(spec).map(read))
  return { ...spec, stages: stages.map(toStage) }
}

/** A stage of a group, with what its executor YAML says. */
type ReadStage = StagePlan & Pick<ReadSpec, 'pythonClass'>

function toStage(spec: ReadSpec): ReadStage {
  const { pod, uses, with: args, python, concurrency, timeoutRequest, workspace, pythonClass } = spec
  return { pod, uses, with: args, python, concurrency, timeoutRequest, workspace, pythonClass }
}

/** Ends the executors that run outside of this thread. One that was torn down has ended already. */
export function killHosts({ host, hosts = [] }: OpenPeaOptions): void {
  for (const one of [host, ...hosts]) one?.kill?.()
}
