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
  readonly runtimeFolder?: Pick<RuntimeFolder, 'close'> | undefined
  readonly gateway: Pick<Gateway, 'close'>
  /** The gateway as one of the Peas. */
  readonly gatewayPea: SupervisedPea
}

/** How long a stop may take. */
export interface StopFlowOptions {
  /**
   * Milliseconds without an answer to any request after which requests in flight are given up, and milliseconds that
   * the Peas have to end afterwards.
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
  if (force.aborted) endAll()
  else await drainWithProgress(flow, options)
  await gateway.close()
  const deadline = performance.now() + grace
  for (const layer of peaLayers(supervisor.plan).toReversed()) {
    const peas = layer.flatMap((id) => supervisor.peas.get(id) ?? [])
    await supervisor.stop(peas, { grace: force.aborted ? 0 : Math.max(0, deadline - performance.now()) })
  }
  // Peas of a change of the plan that was not completed are in no layer.
  await supervisor.stop([...supervisor.peas.values()], { grace: 0 })
  force.removeEventListener('abort', endAll)
  control.close()
  runtimeFolder?.close()
}

/** Drains the Flow until it holds no request, or none has been answered for as long as the grace period. */
async function drainWithProgress(flow: StoppableFlow, { grace, force, answered }: StopFlowOptions): Promise<void> {
  const { supervisor, gatewayPea } = flow
  const over = new AbortController()
  const signal = AbortSignal.any([force, over.signal])
  const watch = watchProgress(supervisor, { grace, signal }).then(() => over.abort())
  await waitFor(answered, { signal })
  await drain({ supervisor, gateway: gatewayPea, signal })
  over.abort()
  await watch
}

interface WatchOptions {
  readonly grace: number
  readonly signal: AbortSignal
}

/** Resolves once no Pea has answered a request for as long as the grace period, or when the signal aborts. */
async function watchProgress(supervisor: Supervisor, { grace, signal }: WatchOptions): Promise<void> {
  let before: number | undefined
  while (!signal.aborted) {
    const served = await countServed(supervisor)
    if (served === before) return
    before = served
    await delay(grace, undefined, { signal }).catch(() => {}) // aborted
  }
}

async function countServed(supervisor: Supervisor): Promise<number> {
  const reports = await Promise.all([...supervisor.peas.values()].map((pea) => askPea(supervisor, pea)))
  return reports.reduce((sum, report) => sum + (report?.served ?? 0), 0)
}
