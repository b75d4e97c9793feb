import {
  type Executor,
  FlowError,
  functionNameOf,
  isJoined,
  type LaunchOptions,
  type PeaHandle,
  type PeaPlan,
  type PeaSpec,
  stagesOf,
} from '@peaflow/core'
import { isLocalHost } from '@peaflow/protocol'
import { type AdoptOptions, adoptPea } from '../external/adopt.ts'
import { dialsControlPort } from '../plan/settle.ts'
import { launchWire } from '../plan/wire.ts'
import type { Executors, Launchers } from './options.ts'
import type { Settings } from './settings.ts'
import { keyOf } from './start-keys.ts'

/** What a launcher is given for one launch of a Pea. */
export function toSpec(pea: PeaPlan, incarnation: number, settings: Settings): PeaSpec {
  const { flow, flowId, directory, security } = settings
  const control =
    pea.control.mode === 'CONNECT' && !isJoined(pea)
      ? { ...pea.control, port: settings.control.portOn(pea.control.host) }
      : pea.control
  const key = keyOf(pea, incarnation, settings.keys)
  const serverKey =
    dialsControlPort(pea) && !isJoined(pea) && !isLocalHost(control.host) ? settings.serverKey : undefined
  return {
    ...pea,
    ...launchWire(pea),
    control,
    flow,
    flowId,
    incarnation,
    directory,
    ...(key !== undefined && { key }),
    ...(serverKey !== undefined && { serverKey }),
    ...(security !== undefined && { security }),
  }
}

/** Launches a Pea with the launcher of its runtime. An external Pea, and one that joins, is adopted instead. */
export async function launchPea(spec: PeaSpec, settings: Settings, options: AdoptOptions): Promise<PeaHandle> {
  const { onReconnect: _onReconnect, ...launchOptions } = options
  if (spec.external) return await adoptPea(spec, settings.control, options)
  if (isJoined(spec) && settings.joined !== undefined) return settings.joined.launch(spec, launchOptions)
  const found = findExecutors(spec, settings.executors)
  const launcher = findLauncher(spec, settings.launchers)
  return await settings.reserve.lend(() => launcher.launch(spec, { ...launchOptions, ...found }))
}

/**
 * Checks that there is a launcher for a Pea, and an executor if it uses a function.
 *
 * @throws FlowError `LAUNCH_UNKNOWN_RUNTIME` or `LAUNCH_NO_EXECUTOR` if not.
 */
export function checkLaunch(pea: PeaPlan, { launchers, executors }: Pick<Settings, 'launchers' | 'executors'>): void {
  if (pea.external) return
  findLauncher(pea, launchers)
  findExecutors(pea, executors)
}

function findLauncher({ pod, runtime }: PeaPlan, launchers: Launchers): Launchers[string] {
  const launcher = Object.hasOwn(launchers, runtime) ? launchers[runtime] : undefined
  if (launcher !== undefined) return launcher
  const message = `Pod "${pod}" has the runtime "${runtime}", but no launcher of that name was passed to startFlow`
  throw new FlowError('LAUNCH_UNKNOWN_RUNTIME', message, { hint: launcherHint(runtime, Object.keys(launchers)) })
}

const LAUNCHERS = new Map([
  ['process', 'processLauncher() of @peaflow/runtime-local'],
  ['thread', 'threadLauncher() of @peaflow/runtime-local'],
  ['inline', 'inlineLauncher() of @peaflow/runtime-local'],
  ['docker', 'dockerLauncher() of @peaflow/runtime-docker'],
  ['kubernetes', 'kubernetesLauncher() of @peaflow/runtime-kubernetes'],
])

function launcherHint(runtime: string, names: readonly string[]): string {
  const source = LAUNCHERS.get(runtime) ?? `the launcher of the package "${runtime}"`
  const rest = names.length === 0 ? '' : `. Launchers that were passed: ${names.join(', ')}`
  return `Pass it as launchers: { ${toKey(runtime)}: … }; it is ${source}${rest}`
}

/** The functions among the executors of a Pea: its own, or those of a group by their names. */
function findExecutors(pea: PeaPlan, executors: Executors): Pick<LaunchOptions, 'executor' | 'executors'> {
  if (pea.stages === undefined) return { executor: findExecutor(pea, executors) }
  const found = stagesOf(pea).map((stage) => [stage.uses, findExecutor(stage, executors)] as const)
  const named = found.flatMap(([uses, executor]) => {
    const name = functionNameOf(uses)
    return executor === undefined || name === undefined ? [] : [[name, executor] as const]
  })
  return { executors: Object.fromEntries(named) }
}

function findExecutor({ pod, uses }: PeaPlan, executors: Executors): Executor | undefined {
  const name = functionNameOf(uses)
  if (name === undefined) return undefined
  if (Object.hasOwn(executors, name)) return executors[name]
  const message = `Pod "${pod}" uses a function, but executors has no "${name}"`
  throw new FlowError('LAUNCH_NO_EXECUTOR', message, {
    hint: 'Pass the functions of the Flow: startFlow(plan, { executors: flow.executors, launchers: { inline: inlineLauncher(), … } })',
  })
}

/** A string as the key of an object literal. */
function toKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}
