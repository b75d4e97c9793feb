import { FlowError, type PeaExit, type PeaHandle, type PeaLauncher, type PeaPlan, type PeaSpec } from '@peaflow/core'
import { pingPea } from '@peaflow/protocol'
import type { Screen } from '../run/screen.ts'
import type { PodPart } from './part.ts'

/** What one Pea of a Pod is kept up with. */
export interface KeepUpOptions {
  readonly launcher: PeaLauncher
  readonly screen: Screen
  /** Ends the Pea: in order, … */
  readonly asked: AbortSignal
  /** … and at once. */
  readonly insisted: AbortSignal
}

/** One Pea that is kept up. */
export interface KeptPea {
  /** Settles once it answers for the first time, or cannot. */
  readonly ready: Promise<void>
  /** Settles once it is over for good; never rejects. */
  readonly ended: Promise<void>
}

/** Milliseconds that a Pea has to finish what it holds. */
const GRACE = 30_000

/** Launches an external Pea, and again whenever it ends by itself, as far as its `restart` goes. */
export function keepUp(spec: PeaSpec, options: KeepUpOptions): KeptPea {
  const first = launch(spec, options)
  const ready = first.then(async (handle) => await answers(handle, options.asked))
  const ended = first.then(
    (handle) => stayUp(handle, options),
    () => undefined,
  )
  return { ready, ended }
}

/** What to launch for a Pea of the plan: it binds its control port where it is told. */
export function toExternalSpec(pea: PeaPlan, { plan, site, directory }: PodPart): PeaSpec {
  const control = { ...pea.control, host: site.bind }
  return { ...pea, control, flow: plan.flow, flowId: '0'.repeat(16), incarnation: 1, directory }
}

async function launch(spec: PeaSpec, { launcher, screen, asked, insisted }: KeepUpOptions): Promise<PeaHandle> {
  const handle = await launcher.launch(spec, { onLog: (line) => screen.log({ ...line, pea: spec.id }) })
  const stop = () => void handle.stop({ grace: GRACE })
  const insist = () => void handle.stop({ grace: 0 })
  asked.addEventListener('abort', stop)
  insisted.addEventListener('abort', insist)
  if (asked.aborted) stop()
  void handle.exited.then(() => {
    asked.removeEventListener('abort', stop)
    insisted.removeEventListener('abort', insist)
  })
  return handle
}

async function answers({ spec, exited }: PeaHandle, signal: AbortSignal): Promise<void> {
  const { host, port } = spec.control
  const pinged = pingPea({ host, port, timeout: spec.timeoutReady, signal })
  const died = exited.then((exit) => {
    throw diedStarting(spec, exit)
  })
  await Promise.race([pinged, died])
}

async function stayUp(handle: PeaHandle, options: KeepUpOptions): Promise<void> {
  const { screen, asked } = options
  const { policy, max, window } = handle.spec.restart
  const restarts: number[] = []
  for (let running = handle; ; ) {
    const exit = await running.exited
    if (asked.aborted) return
    screen.event({ type: 'pea-exited', pea: handle.spec.id, incarnation: 1, expected: false, exit })
    const recent = restarts.filter((time) => performance.now() - time < window)
    if (policy === 'never' || recent.length >= max) return
    restarts.push(performance.now())
    running = await launch(handle.spec, options)
  }
}

function diedStarting({ id }: PeaSpec, { lastLines }: PeaExit): FlowError {
  const why = lastLines.length === 0 ? '' : `: ${lastLines.join('\n')}`
  return new FlowError('LAUNCH_PEA_EXITED', `"${id}" ended before it was ready${why}`, {
    hint: 'See what it wrote; a port that is taken is given by hand, with port_in, port_out and port_control',
  })
}
