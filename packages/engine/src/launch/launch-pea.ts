import { type Executor, FlowError, type LaunchOptions, type PeaHandle, type PeaPlan, type PeaSpec } from '@peaflow/core'
import { adoptPea } from '../external/adopt.ts'
import { launchWire } from '../plan/wire.ts'
import type { Executors, Launchers } from './options.ts'
import type { Settings } from './settings.ts'

/** The spec of one launch of a Pea. */
export function toSpec(pea: PeaPlan, incarnation: number, settings: Settings): PeaSpec {
  const { flow, flowId, directory, controlPortOn } = settings
  const control =
    pea.control.mode === 'CONNECT' ? { ...pea.control, port: controlPortOn(pea.control.host) } : pea.control
  return { ...pea, ...launchWire(pea), control, flow, flowId, incarnation, directory }
}

/** Launches a Pea by the launcher that its runtime names; an external one is adopted. */
export async function launchPea(spec: PeaSpec, settings: Settings, options: LaunchOptions): Promise<PeaHandle> {
  if (spec.external) return await adoptPea(spec, settings.controlPortOn, options)
  const executor = findExecutor(spec, settings.executors)
  return await findLauncher(spec, settings.launchers).launch(spec, { ...options, executor })
}

/**
 * Checks that a Pea can be launched with what was handed over.
 *
 * @throws FlowError `LAUNCH_UNKNOWN_RUNTIME` or `LAUNCH_NO_EXECUTOR`.
 */
export function checkLaunch(pea: PeaPlan, { launchers, executors }: Pick<Settings, 'launchers' | 'executors'>): void {
  if (pea.external) return
  findLauncher(pea, launchers)
  findExecutor(pea, executors)
}

function findLauncher(pea: PeaPlan, launchers: Launchers): Launchers[string] {
  const launcher = Object.hasOwn(launchers, pea.runtime) ? launchers[pea.runtime] : undefined
  if (launcher !== undefined) return launcher
  const names = Object.keys(launchers).join(', ')
  throw new FlowError(
    'LAUNCH_UNKNOWN_RUNTIME',
    `"${pea.pod}" runs by "${pea.runtime}", for which there is no launcher`,
    {
      hint: names === '' ? 'No launcher was handed over' : `Launchers were handed over for: ${names}`,
    },
  )
}

function findExecutor({ pod, uses }: PeaPlan, executors: Executors): Executor | undefined {
  if (typeof uses === 'string') return undefined
  if (Object.hasOwn(executors, uses.inline)) return executors[uses.inline]
  throw new FlowError('LAUNCH_NO_EXECUTOR', `"${pod}" uses a function that was not handed over`, {
    hint: `Hand it over beside the plan: executors: { ${JSON.stringify(uses.inline)}: … }`,
  })
}
