import {
  type IncomingRequest,
  type Message,
  type RawMessage,
  type ReceivedMessage,
  releaseBuffer,
} from '@peaflow/protocol'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import type { DeliveryOwner } from '../link/delivery.ts'

/** Who hears that a request is over. */
export interface PendingListener {
  /** The next Peas have everything that was made of it. */
  onEnd(pending: PendingRequest): void
}

/** Where a held request is. */
export type PendingState = 'joining' | 'waiting' | 'running' | 'leaving'

/**
 * A request that a Pea holds, from its first part until the next Peas have everything that was made of it. One that
 * came in a single part can leave as that very part.
 */
export class PendingRequest implements IncomingRequest, Message, DeliveryOwner {
  readonly request: number
  readonly endpoint: string
  readonly deadline: number
  readonly shard: number
  readonly shards: number
  state: PendingState = 'joining'
  isError = false
  isUrgent: boolean
  /** When its call must be over, on the clock of `performance.now()`. */
  callDeadline = Number.POSITIVE_INFINITY
  #message: ReceivedMessage | undefined
  #payloads: readonly Uint8Array[] | undefined
  #acknowledgement: Acknowledgement | undefined
  #acknowledgements: Acknowledgement[] | undefined
  readonly #listener: PendingListener
  #toSend = 0
  #toReceive = 0
  #toSettle = 0
  /** What leaves, if nobody else has that. */
  #own: Uint8Array | undefined

  constructor(message: ReceivedMessage, listener: PendingListener) {
    this.request = message.request
    this.endpoint = message.endpoint
    this.shard = message.shard
    this.shards = message.shards
    this.isUrgent = message.isUrgent
    this.deadline = message.deadline
    this.#listener = listener
  }

  get payloads(): readonly Uint8Array[] {
    return this.#payloads ?? [this.payload]
  }

  get payload(): Uint8Array {
    return this.#payloads?.[0] ?? this.#message?.payload ?? new Uint8Array()
  }

  get payloadBytes(): number {
    return this.#message?.payloadBytes ?? this.payload.length
  }

  get raw(): RawMessage | undefined {
    return this.#message?.raw
  }

  /** Whether it came in a single part. */
  get isSingle(): boolean {
    return this.#message !== undefined
  }

  /** Whoever gave a part, or gave it again, hears when it is done. */
  addAck(acknowledgement: Acknowledgement): void {
    if (this.#acknowledgement === undefined) this.#acknowledgement = acknowledgement
    else if (this.#acknowledgements === undefined) this.#acknowledgements = [this.#acknowledgement, acknowledgement]
    else this.#acknowledgements.push(acknowledgement)
  }

  /** It is complete, by a single part or by these payloads. */
  complete(last: ReceivedMessage, payloads?: readonly Uint8Array[]): void {
    this.state = 'waiting'
    this.isError = last.isError
    if (payloads === undefined) this.#message = last
    else this.#payloads = payloads
  }

  /** Its call begins. */
  begin(): void {
    this.state = 'running'
    this.#acknowledgement?.begin()
    if (this.#acknowledgements !== undefined)
      for (const acknowledgement of this.#acknowledgements) acknowledgement.begin()
  }

  /** Its call is over. */
  end(): void {
    this.#acknowledgement?.end()
    if (this.#acknowledgements !== undefined)
      for (const acknowledgement of this.#acknowledgements) acknowledgement.end()
  }

  /** What was made of it leaves by so many edges. */
  leave(edges: number): void {
    this.state = 'leaving'
    this.#own ??= this.#message?.attachment
    this.#toSend = edges
    this.#toReceive = edges
    this.#toSettle = edges
    if (edges > 0) return
    this.processed()
    this.finish()
  }

  /** This was made of it, and nobody else has it. */
  own(made: Uint8Array): void {
    this.#own = made
  }

  /** What came is needed no longer. */
  release(): void {
    this.#message = undefined
    this.#payloads = undefined
  }

  sent(): void {
    this.#toSend -= 1
    if (this.#toSend === 0) this.processed()
  }

  received(): void {
    this.#toReceive -= 1
    if (this.#toReceive === 0) this.finish()
  }

  settled(): void {
    this.#toSettle -= 1
    if (this.#toSettle === 0 && this.#own !== undefined) releaseBuffer(this.#own)
  }

  /** What was made of it was handed on. */
  processed(): void {
    this.#acknowledgement?.processed()
    if (this.#acknowledgements !== undefined)
      for (const acknowledgement of this.#acknowledgements) acknowledgement.processed()
  }

  /** Nobody needs it any more. */
  finish(): void {
    this.#acknowledgement?.settled()
    if (this.#acknowledgements !== undefined)
      for (const acknowledgement of this.#acknowledgements) acknowledgement.settled()
    this.#listener.onEnd(this)
  }
}
