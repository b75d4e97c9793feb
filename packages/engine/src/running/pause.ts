import { waitFor } from '../async/wait-for.ts'
import { differ, type PlanChange } from '../plan/difference.ts'
import { peaLayers } from '../plan/layers.ts'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { drain, drainLayers, pause, resume } from './drain.ts'
import { askPea } from './status.ts'

/** A change of links that messages must not be on meanwhile. */
export interface PauseOptions extends PlanChange {
  readonly supervisor: Supervisor
  readonly gateway: SupervisedPea
  /** The Pod whose number of replicas differs. */
  readonly pod: string
  /** Gives up. */
  readonly signal: AbortSignal
}

/**
 * Goes over to another plan while no message is on the links that differ. Returns the Peas that are launched again, or
 * `undefined` if the signal aborts first: then all goes on as before.
 *
 * Where the Pod has one edge, its senders alone hold what is for it. Where it joins several, messages of one request are
 * on all of them, and have to arrive at the same Pea: the gateway holds everything.
 */
export async function pauseAndAdopt(options: PauseOptions): Promise<readonly SupervisedPea[] | undefined> {
  const { before, pod } = options
  const needs = before.pods.find(({ name }) => name === pod)?.needs ?? []
  return needs.length === 1 ? await pausePod(options) : await pauseAll(options)
}

async function pauseAll({ supervisor, gateway, before, after, signal }: PauseOptions) {
  try {
    if (!(await drain({ supervisor, gateway, signal }))) return undefined
    const replaced = supervisor.adopt(after)
    const rewired = differ({ before, after }).rewired.flatMap((id) => supervisor.peas.get(id) ?? [])
    // A Pea handles its messages in order: when it answers, it has taken in the sockets that it was sent before.
    await Promise.all(rewired.map((pea) => askPea(supervisor, pea)))
    return replaced
  } finally {
    resume(supervisor, gateway)
  }
}

async function pausePod({ supervisor, before, after, pod, signal }: PauseOptions) {
  const { removed, rewired } = differ({ before, after })
  const sendsThere = (pea: SupervisedPea) => pea.plan.pod !== pod && pea.plan.outputs.some(({ to }) => to === pod)
  const senders = [...supervisor.peas.values()].filter(sendsThere)
  const isInside = (id: string) => supervisor.peas.get(id)?.plan.pod === pod || removed.includes(id)
  const layers = peaLayers(before).map((layer) => layer.filter(isInside))
  const paused = Promise.all(senders.map((sender) => pause(supervisor, sender, pod)))
  await waitFor(
    paused.then(() => drainLayers(supervisor, layers, signal)),
    { signal },
  )
  for (const sender of senders) sender.pauses.delete(pod)
  const replaced = signal.aborted ? undefined : supervisor.adopt(after)
  // The next `wire` ends a pause. Those whose sockets differ get theirs once the ports that they dial are known.
  for (const sender of senders) if (signal.aborted || !rewired.includes(sender.id)) supervisor.sendWiring(sender)
  return replaced
}
