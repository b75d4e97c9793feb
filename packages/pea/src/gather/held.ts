import type { Receipt } from '../lane/receipt.ts'
import type { ParcelOwner } from '../link/parcel.ts'
import type { Arrival } from '../link/part.ts'
import { type DataRecord, RECORD } from '../wire/record.ts'

/** What becomes of a request that a Pea holds. */
export interface HeldListener {
  /** Everything made of it was handed on. */
  onLeft?(held: Held): void
  /** The next Peas have it all. */
  onDone(held: Held): void
}

/** Where a held request is. */
export type HeldState = 'gathering' | 'waiting' | 'running' | 'leaving'

/** A request that a Pea holds, from its first part until the next Peas have everything that was made of it. */
export class Held implements Arrival, ParcelOwner {
  readonly request: number
  readonly endpoint: string
  deadline: number
  readonly shard: number
  readonly shards: number
  state: HeldState = 'gathering'
  isError = false
  /** When its call must be over, on the clock of `performance.now()`. */
  callDeadline = Number.POSITIVE_INFINITY
  payloads: readonly Uint8Array[] = []
  readonly #receipts: Receipt[] = []
  readonly #listener: HeldListener
  #toGive = 0
  #toGet = 0

  constructor(part: DataRecord, deadline: number, listener: HeldListener) {
    this.request = part.request
    this.endpoint = part.endpoint
    this.shard = part.shard
    this.shards = part.shards
    this.deadline = deadline
    this.#listener = listener
  }

  /** Whoever gave a part, or gave it again, hears when it is done. */
  owe(receipt: Receipt): void {
    this.#receipts.push(receipt)
  }

  /** It is complete: these are its payloads. */
  complete(part: DataRecord, payloads: readonly Uint8Array[] = [part.payload]): void {
    this.state = 'waiting'
    this.isError = part.type === RECORD.ERROR
    this.payloads = payloads
  }

  /** Its call begins. */
  begin(): void {
    this.state = 'running'
    for (const receipt of this.#receipts) receipt.begin()
  }

  /** Its call is over. */
  end(): void {
    for (const receipt of this.#receipts) receipt.end()
  }

  /** What was made of it leaves by so many edges. */
  leave(edges: number): void {
    this.state = 'leaving'
    if (edges > 0) this.payloads = [] // whoever they were given to keeps them
    this.#toGive = edges
    this.#toGet = edges
    if (edges > 0) return
    this.#left()
    this.#done()
  }

  given(): void {
    this.#toGive -= 1
    if (this.#toGive === 0) this.#left()
  }

  got(): void {
    this.#toGet -= 1
    if (this.#toGet === 0) this.#done()
  }

  #left(): void {
    for (const receipt of this.#receipts) receipt.finish()
    this.#listener.onLeft?.(this)
  }

  #done(): void {
    for (const receipt of this.#receipts) receipt.done()
    this.#listener.onDone(this)
  }
}
