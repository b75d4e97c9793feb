import type { GiverLane } from '../lane/giver.ts'
import type { Parcel } from '../link/parcel.ts'
import { Queue } from './queue.ts'

/**
 * Parcels that came back from a Pea that died, on their way to another try. To a Pea that calls a user's executor they
 * go one at a time, on a lane that carries nothing else meanwhile, so that the next death has one suspect.
 */
export class Redelivery {
  /** For whichever lane is free. */
  readonly #any = new Queue<Parcel>()
  /** For one shard only, by its Pea. */
  readonly #bound = new Map<string, Queue<Parcel>>()
  #carrier: GiverLane | undefined

  get size(): number {
    let size = this.#any.size
    for (const queue of this.#bound.values()) size += queue.size
    return size
  }

  /** Whether any lane is kept free for what is given again. */
  get isActive(): boolean {
    return this.#carrier !== undefined || this.#bound.size > 0 || this.#any.size > 0
  }

  /** A parcel for any lane, or for one peer only. */
  add(parcel: Parcel, peer?: string): void {
    const queue = peer === undefined ? this.#any : (this.#bound.get(peer) ?? new Queue<Parcel>())
    if (peer !== undefined) this.#bound.set(peer, queue)
    queue.push(parcel)
  }

  /** Whether a lane is kept free for what is given again. */
  holds(lane: GiverLane): boolean {
    return lane === this.#carrier || this.#bound.has(lane.peer)
  }

  /** The lane's peer has ended. */
  release(lane: GiverLane): void {
    if (lane === this.#carrier) this.#carrier = undefined
  }

  /** Gives what can be given now. */
  pump(lanes: readonly GiverLane[]): void {
    for (const lane of lanes) {
      const queue = this.#bound.get(lane.peer)
      if (queue !== undefined && !carry(lane, queue)) this.#bound.delete(lane.peer)
    }
    if (this.#any.size > 0) this.#carrier ??= this.#pick(lanes)
    if (this.#carrier !== undefined && !carry(this.#carrier, this.#any)) this.#carrier = undefined
  }

  /** Takes out what answers to the test. */
  extract(test: (parcel: Parcel) => boolean): Parcel[] {
    return [this.#any, ...this.#bound.values()].flatMap((queue) => queue.extract(test))
  }

  /** Takes out what only that peer could take. */
  take(peer: string): Parcel[] {
    const parcels = this.#bound.get(peer)?.extract(() => true) ?? []
    this.#bound.delete(peer)
    return parcels
  }

  #pick(lanes: readonly GiverLane[]): GiverLane | undefined {
    const free = lanes.filter((lane) => lane.session.isSettled && !this.#bound.has(lane.peer))
    return free.reduce<GiverLane | undefined>(
      (best, lane) => (best && best.pending <= lane.pending ? best : lane),
      undefined,
    )
  }
}

/** Gives the next parcels once the lane is ready for them. Returns false when there is nothing left to carry. */
function carry(lane: GiverLane, queue: Queue<Parcel>): boolean {
  const { peerCalls } = lane.session
  while (!(peerCalls && lane.pending > 0)) {
    while (queue.peek()?.isDropped) queue.shift()
    const parcel = queue.peek()
    if (parcel === undefined) return false
    if (lane.credit === 0) return true
    queue.shift()
    parcel.isSuspect = peerCalls
    lane.give(parcel)
  }
  return true
}
