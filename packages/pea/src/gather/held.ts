import type { Receipt } from '../lane/receipt.ts'
import type { ParcelOwner } from '../link/parcel.ts'
import type { Arrival, Part } from '../link/part.ts'
import { giveBack } from '../memory/spares.ts'
import type { PartRecord } from '../wire/part-record.ts'
import type { RawPart } from '../wire/record.ts'

/** Who hears that a request is over. */
export interface HeldListener {
  /** The next Peas have everything that was made of it. */
  onDone(held: Held): void
}

/** Where a held request is. */
export type HeldState = 'gathering' | 'waiting' | 'running' | 'leaving'

/**
 * A request that a Pea holds, from its first part until the next Peas have everything that was made of it. One that
 * came in a single part can leave as that very part.
 */
export class Held implements Arrival, Part, ParcelOwner {
  readonly request: number
  readonly endpoint: string
  readonly deadline: number
  readonly shard: number
  readonly shards: number
  state: HeldState = 'gathering'
  isError = false
  isUrgent: boolean
  /** When its call must be over, on the clock of `performance.now()`. */
  callDeadline = Number.POSITIVE_INFINITY
  #part: PartRecord | undefined
  #payloads: readonly Uint8Array[] | undefined
  #receipt: Receipt | undefined
  #receipts: Receipt[] | undefined
  readonly #listener: HeldListener
  #toGive = 0
  #toGet = 0
  #toForget = 0
  /** What leaves, if nobody else has that. */
  #own: Uint8Array | undefined

  constructor(part: PartRecord, listener: HeldListener) {
    this.request = part.request
    this.endpoint = part.endpoint
    this.shard = part.shard
    this.shards = part.shards
    this.isUrgent = part.isUrgent
    this.deadline = part.deadline
    this.#listener = listener
  }

  get payloads(): readonly Uint8Array[] {
    return this.#payloads ?? [this.payload]
  }

  get payload(): Uint8Array {
    return this.#payloads?.[0] ?? this.#part?.payload ?? new Uint8Array()
  }

  get payloadBytes(): number {
    return this.#part?.payloadBytes ?? this.payload.length
  }

  get raw(): RawPart | undefined {
    return this.#part?.raw
  }

  /** Whether it came in a single part. */
  get isSingle(): boolean {
    return this.#part !== undefined
  }

  /** Whoever gave a part, or gave it again, hears when it is done. */
  owe(receipt: Receipt): void {
    if (this.#receipt === undefined) this.#receipt = receipt
    else if (this.#receipts === undefined) this.#receipts = [this.#receipt, receipt]
    else this.#receipts.push(receipt)
  }

  /** It is complete, by a single part or by these payloads. */
  complete(last: PartRecord, payloads?: readonly Uint8Array[]): void {
    this.state = 'waiting'
    this.isError = last.isError
    if (payloads === undefined) this.#part = last
    else this.#payloads = payloads
  }

  /** Its call begins. */
  begin(): void {
    this.state = 'running'
    this.#receipt?.begin()
    if (this.#receipts !== undefined) for (const receipt of this.#receipts) receipt.begin()
  }

  /** Its call is over. */
  end(): void {
    this.#receipt?.end()
    if (this.#receipts !== undefined) for (const receipt of this.#receipts) receipt.end()
  }

  /** What was made of it leaves by so many edges. */
  leave(edges: number): void {
    this.state = 'leaving'
    this.#own ??= this.#part?.attachment
    this.#toGive = edges
    this.#toGet = edges
    this.#toForget = edges
    if (edges > 0) return
    this.left()
    this.done()
  }

  /** This was made of it, and nobody else has it. */
  own(made: Uint8Array): void {
    this.#own = made
  }

  /** What came is needed no longer. */
  release(): void {
    this.#part = undefined
    this.#payloads = undefined
  }

  given(): void {
    this.#toGive -= 1
    if (this.#toGive === 0) this.left()
  }

  got(): void {
    this.#toGet -= 1
    if (this.#toGet === 0) this.done()
  }

  forgotten(): void {
    this.#toForget -= 1
    if (this.#toForget === 0 && this.#own !== undefined) giveBack(this.#own)
  }

  /** What was made of it was handed on. */
  left(): void {
    this.#receipt?.finish()
    if (this.#receipts !== undefined) for (const receipt of this.#receipts) receipt.finish()
  }

  /** Nobody needs it any more. */
  done(): void {
    this.#receipt?.done()
    if (this.#receipts !== undefined) for (const receipt of this.#receipts) receipt.done()
    this.#listener.onDone(this)
  }
}
