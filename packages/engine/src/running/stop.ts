import { setTimeout as delay } from 'node:timers/promises'
import type { Gateway } from '@peaflow/pea/internal'
import { waitFor } from '../async/wait-for.ts'
import type { ControlServer } from '../control/server.ts'
import { peaLayers } from '../plan/layers.ts'
import type { RuntimeFolder } from '../runtime/runtime-folder.ts'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { drain } from './drain.ts'
import { askPea } from './status.ts'

/** What is stopped. */
export interface StoppableFlow {
  readonly supervisor: Supervisor
  readonly control: Pick<ControlServer, 'close'>
  /** `undefined` where the system has no Unix sockets. */
  readonly runtimeFolder?: Pick<RuntimeFolder, 'close' | 'path'> | undefined
  readonly gateway: Pick<Gateway, 'close'>
  /** The gateway as one of the Peas. */
  readonly gatewayPea: SupervisedPea
}

/** How long a stop may take. */
export interface StopFlowOptions {
  /**
   * Milliseconds without an answer to any request after which requests in flight are given up; or, if there are none,
   * milliseconds that the Peas have to end.
   */
  readonly grace: number
  /** Ends everything at once. */
  readonly force: AbortSignal
  /** Resolves when the requests that were made before are answered. */
  readonly answered: Promise<unknown>
}

/** Stops a Flow: first its requests in flight, then the gateway, then the Peas from the last to the first. */
export async function stopFlow(flow: StoppableFlow, options: StopFlowOptions): Promise<void> {
  const { supervisor, control, gateway, runtimeFolder } = flow
  const { grace, force } = options
  const endAll = () => void supervisor.stop([...supervisor.peas.values()], { grace: 0 })
  force.addEventListener('abort', endAll)
  let isDrained = false
  if (force.aborted) endAll()
  else isDrained = await drainWithProgress(flow, options)
  await gateway.close()
  await stopPeas(supervisor, { grace: isDrained ? grace : Math.min(grace, LEAST_GRACE), force })
  force.removeEventListener('abort', endAll)
  control.close()
  runtimeFolder?.close()
}

/** Milliseconds that Peas have to end after requests in flight have used up the grace period. */
const LEAST_GRACE = 1_000

/** Milliseconds that launchers have after the grace period to end Peas and to say so. They limit themselves to less. */
const END_TIMEOUT = 45_000

/** Ends all Peas within the grace period: it asks one layer after the other, from the last to the first. */
async function stopPeas(supervisor: Supervisor, { grace, force }: Pick<StopFlowOptions, 'grace' | 'force'>) {
  const deadline = performance.now() + grace
  const remaining = () => (force.aborted ? 0 : Math.max(0, deadline - performance.now()))
  const layers = peaLayers(supervisor.plan).toReversed()
  const stopped = []
  for (const [index, layer] of layers.entries()) {
    const peas = layer.flatMap((id) => supervisor.peas.get(id) ?? [])
    const stop = supervisor.stop(peas, { grace: remaining() })
    stopped.push(stop)
    // One that takes long, or is not known to have ended, leaves time for those that are asked after it.
    await waitFor(stop, { timeout: remaining() / (layers.length - index), signal: force })
  }
  await waitFor(Promise.all(stopped), { timeout: remaining(), signal: force })
  // Peas of a change of the plan that was not completed are in no layer.
  await waitFor(supervisor.stop([...supervisor.peas.values()], { grace: 0 }), { timeout: END_TIMEOUT })
  for (const [pea, { plan }] of supervisor.peas) {
    if (plan.role !== 'gateway') supervisor.settings.onLog({ pea, stream: 'stderr', level: 'warn', text: UNCONFIRMED })
  }
}

const UNCONFIRMED = 'it may still run: its launcher does not say that it has ended'

/**
 * Drains the Flow until it holds no request, or none has been answered for as long as the grace period. Returns whether it
 * holds none.
 */
async function drainWithProgress(flow: StoppableFlow, { grace, force, answered }: StopFlowOptions): Promise<boolean> {
  const { supervisor, gatewayPea } = flow
  const over = new AbortController()
  const signal = AbortSignal.any([force, over.signal])
  const watch = watchProgress(supervisor, { grace, signal }).then(() => over.abort())
  await waitFor(answered, { signal })
  const isDrained = await drain({ supervisor, gateway: gatewayPea, signal })
  over.abort()
  await watch
  return isDrained
}

interface WatchOptions {
  readonly grace: number
  readonly signal: AbortSignal
}

/** Resolves once no Pea has answered a request for as long as the grace period, or when the signal aborts. */
async function watchProgress(supervisor: Supervisor, { grace, signal }: WatchOptions): Promise<void> {
  let before: number | undefined
  while (!signal.aborted) {
    const asked = performance.now()
    const served = await countServed(supervisor)
    if (served === before) return
    before = served
    // Peas that do not answer have taken a part of it.
    const remaining = Math.max(0, grace - (performance.now() - asked))
    await delay(remaining, undefined, { signal }).catch(() => {}) // aborted
  }
}

async function countServed(supervisor: Supervisor): Promise<number> {
  const reports = await Promise.all([...supervisor.peas.values()].map((pea) => askPea(supervisor, pea)))
  return reports.reduce((sum, report) => sum + (report?.served ?? 0), 0)
}
