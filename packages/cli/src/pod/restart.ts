import { setTimeout as delay } from 'node:timers/promises'
import {
  FlowError,
  NO_RESTARTS,
  nextRestart,
  type PeaExit,
  type PeaHandle,
  type PeaLauncher,
  type PeaPlan,
  type PeaSpec,
  type Restarts,
  readLogLine,
} from '@peaflow/core'
import { pingPea, podClientKeys } from '@peaflow/protocol'
import type { Screen } from '../screen/screen.ts'
import type { LocalPod } from './local-pod.ts'

/** How one Pea of a Pod is run. */
export interface RestartOptions {
  readonly launcher: PeaLauncher
  readonly screen: Screen
  /** Stops the Pea in order. */
  readonly stop: AbortSignal
  /** Stops it at once. */
  readonly kill: AbortSignal
}

/** A Pea that is restarted when it ends. */
export interface RestartedPea {
  /** Settles once it answers for the first time, or cannot. */
  readonly ready: Promise<void>
  /** Settles once it has ended and is not restarted; never rejects. */
  readonly ended: Promise<void>
}

/** Milliseconds that a Pea has to process what it holds. */
const STOP_TIMEOUT = 30_000

/** Launches an external Pea, and launches it again whenever it ends by itself, as far as its `restart` allows. */
export function launchAndRestart(spec: PeaSpec, options: RestartOptions): RestartedPea {
  const first = launch(spec, options)
  const ready = first.then(async (handle) => await answered(handle, options.stop))
  const ended = first.then(
    (handle) => restartUntilStopped(handle, options),
    () => undefined,
  )
  return { ready, ended }
}

/** The spec of a Pea of the plan that opens its control port on this machine. */
export function toExternalSpec(pea: PeaPlan, { plan, machine, directory, key, insecure }: LocalPod): PeaSpec {
  const control = { ...pea.control, host: machine.bind }
  const trust = { key, security: plan.options.security, ...(insecure && { insecure: true as const }) }
  return { ...pea, control, flow: plan.flow, flowId: '0'.repeat(16), incarnation: 1, directory, ...trust }
}

async function launch(spec: PeaSpec, { launcher, screen, stop, kill }: RestartOptions): Promise<PeaHandle> {
  const handle = await launcher.launch(spec, { onLog: (line) => screen.log({ ...readLogLine(line), pea: spec.id }) })
  const onStop = () => void handle.stop({ grace: STOP_TIMEOUT })
  const onKill = () => void handle.stop({ grace: 0 })
  stop.addEventListener('abort', onStop)
  kill.addEventListener('abort', onKill)
  if (stop.aborted) onStop()
  void handle.exited.then(() => {
    stop.removeEventListener('abort', onStop)
    kill.removeEventListener('abort', onKill)
  })
  return handle
}

async function answered({ spec, exited }: PeaHandle, signal: AbortSignal): Promise<void> {
  const { host, port } = spec.control
  const { key, security, timeoutReady: timeout } = spec
  const curve = key === undefined || security === 'none' ? undefined : podClientKeys(Buffer.from(key, 'hex'))
  const pinged = pingPea({ host, port, timeout, signal, curve })
  const failed = exited.then((exit) => {
    throw exitedBeforeReady(spec, exit)
  })
  await Promise.race([pinged, failed])
}

async function restartUntilStopped(handle: PeaHandle, options: RestartOptions): Promise<void> {
  const { screen, stop } = options
  let restarts: Restarts = NO_RESTARTS
  for (let running = handle; ; ) {
    const launchedAt = performance.now()
    const exit = await running.exited
    if (stop.aborted) return
    const now = performance.now()
    const next = nextRestart(handle.spec.restart, restarts, { now, healthyFor: now - launchedAt })
    const event = { type: 'pea-exited', pea: handle.spec.id, incarnation: 1, expected: false, exit } as const
    screen.event({ ...event, restartIn: next?.pause })
    if (next === undefined) return
    restarts = next.restarts
    await delay(next.pause, undefined, { signal: stop }).catch(() => {}) // aborted
    if (stop.aborted) return
    running = await launch(handle.spec, options)
  }
}

function exitedBeforeReady({ id }: PeaSpec, { lastLines }: PeaExit): FlowError {
  const why =
    lastLines.length === 0
      ? ''
      : `: ${lastLines.map((text) => readLogLine({ stream: 'stderr', text }).text).join('\n')}`
  return new FlowError('LAUNCH_PEA_EXITED', `"${id}" ended before it was ready${why}`, {
    hint: 'Read its output; if a port is taken, set port_in, port_out and port_control',
  })
}
