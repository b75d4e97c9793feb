import type { Endpoints, PeaSpec } from '@peaflow/core'
import type { CallerOptions } from './caller.ts'
import { queueOf } from './calls/queue-of.ts'
import { uniteEndpoints } from './endpoints.ts'
import { ExecutorWork } from './executor-work.ts'
import { hostOf, stagesIn } from './host-of.ts'
import type { OpenPeaOptions } from './pea-options.ts'
import type { Work } from './work.ts'

/** What sets up the executors of a Pea, and what becomes of that. */
export interface SetUpOptions extends Pick<CallerOptions, 'dataPlane' | 'suspensions' | 'onHung'> {
  readonly spec: PeaSpec
  readonly options: OpenPeaOptions
  /** Whether the Pea has ended meanwhile: nothing further is set up. */
  isOver(): boolean
  /** What calls the executors, before they are set up. */
  onWork(work: Work): void
  /** An executor cannot go on. `failed` is the Pod of a group that it belongs to. */
  onFailed(cause: unknown, failed?: PeaSpec): Promise<void>
}

/**
 * Sets up the executor of a Pea, or those of its group in order. Returns what they serve.
 *
 * @throws FlowError `LAUNCH_…` if an executor does not load or its `setup` fails.
 */
export async function setUpExecutor(options: SetUpOptions): Promise<Endpoints | undefined> {
  // Sends what is queued first, so that the Flow answers while the executor loads.
  await new Promise(setImmediate)
  return options.spec.stages === undefined ? await setUpOne(options) : await setUpGroup(options)
}

async function setUpOne({ spec, options, isOver, onWork, onFailed, ...components }: SetUpOptions) {
  const host = options.host ?? (await hostOf(spec, options))
  if (isOver()) return undefined
  const createQueue = await queueOf(spec)
  onWork(new ExecutorWork({ ...components, spec, host, createQueue }))
  void host.died.then((error) => onFailed(error))
  await host.setup()
  return host.endpoints
}

/** The error of one names its Pod. */
async function setUpGroup({ spec, options, isOver, onWork, onFailed, ...components }: SetUpOptions) {
  const stages = await stagesIn(spec, options)
  const { GroupWork } = await import('./group-work.ts')
  if (isOver()) return undefined
  onWork(new GroupWork({ ...components, stages }))
  for (const { host, spec: stage } of stages) void host.died.then((error) => onFailed(error, stage))
  for (const { host, spec: stage } of stages) {
    await host.setup().catch((error) => onFailed(error, stage))
    if (isOver()) return undefined
  }
  return uniteEndpoints(stages.map(({ host }) => host.endpoints))
}
