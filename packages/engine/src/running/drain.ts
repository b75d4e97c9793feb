import { Question } from '../async/question.ts'
import { waitFor } from '../async/wait-for.ts'
import { peaLayers } from '../plan/layers.ts'
import { isUnavailable } from '../supervise/state.ts'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/** What is to hold no request any more. */
export interface DrainOptions {
  readonly supervisor: Supervisor
  readonly gateway: SupervisedPea
  /** Gives up. */
  readonly signal: AbortSignal
}

/**
 * Lets no more requests into the Flow and waits until it holds none, side branches included: Pea by Pea in the direction
 * of the data. Returns whether that is so. What the gateway keeps back goes on after {@link resume}.
 */
export async function drain({ supervisor, gateway, signal }: DrainOptions): Promise<boolean> {
  const drained = pauseGateway(supervisor, gateway).then(async () => {
    for (const layer of peaLayers(supervisor.plan)) {
      if (signal.aborted) return
      await Promise.all(layer.map((id) => drainPea(supervisor, id)))
    }
  })
  await waitFor(drained, { signal })
  return !signal.aborted
}

/** Lets requests into the Flow again. */
export function resume(supervisor: Supervisor, gateway: SupervisedPea): void {
  gateway.pauses.clear()
  supervisor.wire([gateway])
  // It sends again once it gets its sockets, whether or not they have changed.
  supervisor.sendWiring(gateway)
}

async function pauseGateway(supervisor: Supervisor, gateway: SupervisedPea): Promise<void> {
  const pods = new Set(gateway.plan.outputs.map(({ to }) => to))
  const paused = [...pods].map((to) => {
    const pause = new Question<void>()
    gateway.pauses.set(to, pause)
    return pause.ask()
  })
  for (const to of pods) supervisor.send(gateway, { type: 'pause', to })
  await Promise.all(paused)
}

async function drainPea(supervisor: Supervisor, id: string): Promise<void> {
  const pea = supervisor.peas.get(id)
  if (pea === undefined || isUnavailable(pea.state)) return
  const idle = pea.idle.ask()
  // One that is not ready is asked as soon as it is.
  if (pea.state.phase === 'ready') supervisor.send(pea, { type: 'drain' })
  await idle
}
