import type { PeaSpec } from '@peaflow/core'
import type { WireError } from '../control/messages.ts'
import type { Gone } from '../deal/output-edge.ts'
import { Gather } from '../gather/gather.ts'
import type { Held } from '../gather/held.ts'
import type { Pace } from '../lane/pace.ts'
import type { Receipt } from '../lane/receipt.ts'
import type { ParcelOwner } from '../link/parcel.ts'
import type { Part } from '../link/part.ts'
import { type Sockets, type Wired, Wiring, type WiringListener } from '../link/wiring.ts'
import { decodeError, encodeError } from '../wire/error.ts'
import type { PartRecord } from '../wire/part-record.ts'
import type { Run } from '../wire/run.ts'
import { joinTimedOut } from './failure.ts'
import { paceOf } from './pace-of.ts'
import type { StationListener } from './station-listener.ts'

/** Milliseconds between two looks for what is late: one timer for all deadlines, and none while nothing is held. */
const SWEEP = 100

const WHOLE = { shard: 0, shards: 1 } as const

/** What every Pea is around its work, the gateway too: links in, requests held, links out. */
export class Station implements WiringListener {
  readonly wiring: Wiring
  readonly gather = new Gather()
  readonly pace: Pace
  readonly calls: boolean
  /** Requests that left. */
  served = 0
  /** Nothing is taken before: a Pea whose executor is not set up has no credit to give. */
  #isOpen = false
  readonly #isReplica: boolean
  readonly #spec: PeaSpec
  readonly #listener: StationListener
  #timer: NodeJS.Timeout | undefined

  constructor(spec: PeaSpec, isPassing: boolean, listener: StationListener) {
    this.#spec = spec
    this.#listener = listener
    this.#isReplica = spec.role === 'replica' && spec.replicas > 1
    this.calls = !isPassing
    this.wiring = new Wiring(spec, this)
    this.pace = paceOf(spec, isPassing, this.wiring)
  }

  /** Whether nothing is held and nothing that was given is unfinished. */
  get isIdle(): boolean {
    return this.gather.size === 0 && this.wiring.edges.every((edge) => edge.isIdle)
  }

  async wire(sockets: Sockets): Promise<Wired> {
    const wired = await this.wiring.wire(sockets)
    this.gather.wire({ edges: [...this.wiring.sources.keys()], isReplica: this.#isReplica })
    this.#listener.onProgress()
    return wired
  }

  /** How many more requests to this endpoint every edge takes now, or lets wait. */
  room(endpoint: string): number {
    const { edges } = this.wiring
    return edges.length === 0 ? 0 : Math.min(...edges.map((edge) => edge.room(endpoint)))
  }

  /** Gives a part to every edge. Its owner hears of it once for each. */
  give(part: Part, owner: ParcelOwner): void {
    for (const edge of this.wiring.edges) edge.give(part, owner)
    this.#watch()
  }

  /** Hands on what became of a held request. */
  leave(held: Held, payload: Uint8Array, isError: boolean): void {
    const { request, endpoint, deadline, isUrgent } = held
    const { shard, shards } = this.#isReplica ? held : WHOLE
    const payloadBytes = payload.length
    held.release()
    this.#leave(held, { request, endpoint, deadline, shard, shards, isError, isUrgent, payload, payloadBytes })
  }

  /** Hands a held request on as the single part that it came in. */
  pass(held: Held): void {
    if (this.#isReplica || held.shards === 1) this.#leave(held, held)
    else this.leave(held, held.payload, held.isError)
  }

  /** Hands parts on as they came. Returns false if one came before, or no lane takes them all. */
  passAll(receipt: Receipt, run: Run): boolean {
    const [edge, ...others] = this.wiring.edges
    const lane = others.length > 0 ? undefined : edge?.laneFor(run.count)
    const passage = lane && this.gather.pass(run, receipt)
    if (passage === undefined) return false
    lane?.pass(passage)
    this.served += run.count
    return true
  }

  #leave(held: Held, part: Part): void {
    const { edges } = this.wiring
    this.served += 1
    held.leave(edges.length)
    for (const edge of edges) edge.give(part, held)
    if (edges.length > 0) return
    // The end of a side branch: nobody waits for its answer, so an error is told to the Flow.
    if (part.isError) this.#listener.onFailed(part.request, decodeError(part.payload))
    this.#listener.onProgress()
  }

  fail(held: Held, error: WireError): void {
    this.leave(held, encodeError(error), true)
  }

  /** These requests are over; what of them is not being called is forgotten. */
  cancel(requests: readonly number[]): void {
    const until = performance.now() + this.#spec.timeoutReady
    for (const request of requests) {
      const held = this.gather.get(request)
      if (held === undefined) this.gather.forget(request, until)
      else if (held.state === 'gathering' || held.state === 'waiting') held.leave(0)
    }
    const over = new Set(requests)
    for (const edge of this.wiring.edges) edge.cancel(over)
    this.#listener.onProgress()
  }

  /** A peer has ended. */
  gone(gone: Gone): void {
    for (const edge of this.wiring.edges) edge.gone(gone)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.wiring.close()
  }

  window(): number {
    return this.#isOpen ? this.pace.window() : 0
  }

  /** Takes requests from now on. */
  open(): void {
    this.#isOpen = true
    this.wiring.announce()
  }

  onRun(receipt: Receipt, run: Run): boolean {
    if (this.calls || run.isUrgent || !this.gather.isComplete(run)) return false
    if (!this.#listener.onRun(receipt, run)) return false
    this.pace.weigh(run.payloadBytes, run.count)
    this.#watch()
    return true
  }

  onPart(edge: number, receipt: Receipt, part: PartRecord): void {
    this.pace.weigh(part.payloadBytes, 1)
    const held = this.gather.take(edge, receipt, part)
    if (held !== undefined) this.#listener.onComplete(held)
    this.#watch()
  }

  onFailed(request: number, error: WireError): void {
    this.#listener.onFailed(request, error)
  }

  onStuck(peer: string, incarnation: number): void {
    this.#listener.onStuck(peer, incarnation)
  }

  onRoom(): void {
    this.#listener.onProgress()
  }

  isOver(request: number): boolean {
    return this.#spec.role === 'gateway' && this.gather.isOver(request)
  }

  onSettled(): void {
    this.#listener.onProgress()
  }

  #watch(): void {
    this.#timer ??= setTimeout(() => this.#sweep(performance.now()), SWEEP)
  }

  #sweep(now: number): void {
    this.#timer = undefined
    for (const held of this.gather.values()) {
      if (held.state === 'gathering' && held.deadline <= now) this.fail(held, this.#missing(held))
    }
    for (const edge of this.wiring.edges) edge.sweep(now)
    this.gather.sweep(now)
    const isBusy = this.#listener.onSweep(now)
    if (isBusy || !this.isIdle) this.#watch()
  }

  #missing(held: Held): WireError {
    const { sources } = this.wiring
    const names = this.gather.missing(held).map((edge) => sources.get(edge) ?? String(edge))
    return joinTimedOut(this.#spec, names)
  }
}
