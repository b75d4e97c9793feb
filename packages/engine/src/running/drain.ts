import { Question } from '../async/question.ts'
import { waitFor } from '../async/wait-for.ts'
import { peaLayers } from '../plan/layers.ts'
import { isOut } from '../supervise/state.ts'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

type Layers = ReturnType<typeof peaLayers>

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
  const pods = new Set(gateway.plan.outputs.map(({ to }) => to))
  const paused = Promise.all([...pods].map((pod) => pause(supervisor, gateway, pod)))
  const drained = paused.then(() => drainLayers(supervisor, peaLayers(supervisor.plan), signal))
  await waitFor(drained, { signal })
  return !signal.aborted
}

/** Waits until Peas hold no request, layer by layer. */
export async function drainLayers(supervisor: Supervisor, layers: Layers, signal: AbortSignal): Promise<void> {
  for (const layer of layers) {
    if (signal.aborted) return
    await Promise.all(layer.map((id) => drainPea(supervisor, id)))
  }
}

/** Lets requests into the Flow again. */
export function resume(supervisor: Supervisor, gateway: SupervisedPea): void {
  gateway.pauses.clear()
  supervisor.wire([gateway])
  // It sends again once it gets its sockets, whether or not they have changed.
  supervisor.sendWiring(gateway)
}

/** Lets a Pea send nothing more to a Pod, and waits until everything that it sent there is settled. */
export async function pause(supervisor: Supervisor, pea: SupervisedPea, to: string): Promise<void> {
  if (isOut(pea.state)) return
  const question = new Question<void>()
  pea.pauses.set(to, question)
  const paused = question.ask()
  supervisor.send(pea, { type: 'pause', to })
  await paused
}

/** Waits until a Pea holds no request. */
export async function drainPea(supervisor: Supervisor, id: string): Promise<void> {
  const pea = supervisor.peas.get(id)
  if (pea === undefined || isOut(pea.state)) return
  const idle = pea.idle.ask()
  // One that is not ready is asked as soon as it is.
  if (pea.state.phase === 'ready') supervisor.send(pea, { type: 'drain' })
  await idle
}
