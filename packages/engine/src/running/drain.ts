import { type Deferred, defer } from '../async/deferred.ts'
import { peaLayers } from '../plan/layers.ts'
import type { Member } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'

/** Who is to hold nothing any more. */
export interface DrainOptions {
  readonly supervisor: Supervisor
  readonly gateway: Member
  /** Gives up. */
  readonly signal: AbortSignal
}

/**
 * Lets nothing more into the Flow and waits until it holds no request, side branches included: Pea by Pea in the
 * direction of the data. Returns whether that is so. What was held goes on when the gateway is told to `resume`.
 */
export async function drain({ supervisor, gateway, signal }: DrainOptions): Promise<boolean> {
  const held = holdAll(supervisor, gateway)
  const empty = held.then(async () => {
    for (const layer of peaLayers(supervisor.plan)) {
      if (signal.aborted) return
      await Promise.all(layer.map((id) => drainOne(supervisor, id)))
    }
  })
  await untilAborted(empty, signal)
  return !signal.aborted
}

/** Waits for a promise, but no longer than until the signal aborts. */
export async function untilAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const given = defer<void>()
  const giveUp = () => given.resolve()
  signal.addEventListener('abort', giveUp)
  if (signal.aborted) giveUp()
  await Promise.race([promise, given.promise])
  signal.removeEventListener('abort', giveUp)
}

/** Lets requests into the Flow again. */
export function resume(supervisor: Supervisor, gateway: Member): void {
  gateway.holds = new Map()
  supervisor.wire([gateway])
  // A held edge gives again once it is told about its sockets, whether or not they are others.
  supervisor.remind(gateway)
}

async function holdAll(supervisor: Supervisor, gateway: Member): Promise<void> {
  const pods = new Set(gateway.plan.outputs.map(({ to }) => to))
  gateway.holds = new Map([...pods].map((to): [string, Deferred<void>] => [to, defer()]))
  for (const to of pods) supervisor.tell(gateway, { type: 'hold', to })
  await Promise.all([...gateway.holds.values()].map(({ promise }) => promise))
}

async function drainOne(supervisor: Supervisor, id: string): Promise<void> {
  const member = supervisor.members.get(id)
  if (member === undefined || member.phase === 'lost') return
  member.idle = defer()
  if (member.phase === 'ready') supervisor.tell(member, { type: 'drain' })
  await member.idle.promise
  member.idle = undefined
}
