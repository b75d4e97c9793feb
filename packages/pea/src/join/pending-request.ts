import {
  type IncomingRequest,
  MAX_UNPOOLED_BYTES,
  type Message,
  noteGarbage,
  type RawMessage,
  type ReceivedMessage,
  releaseBuffer,
} from '@peaflow/protocol'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import { DeliveryGroup } from '../link/delivery-group.ts'

/**
 * How far a request has come: its messages arrive, it is queued for its call, it is being called, its result is sent; or it
 * was cancelled during its call, which runs on.
 */
export type PendingState = 'joining' | 'queued' | 'running' | 'sending' | 'abandoned'

/**
 * A request in a Pea, from its first message until the next Peas have received its result. It owns the deliveries of
 * the result. A request that arrived in a single message can be sent on as that very message.
 */
export class PendingRequest extends DeliveryGroup implements IncomingRequest, Message {
  readonly request: number
  readonly endpoint: string
  readonly deadline: number
  readonly attempt: number
  tries: number
  readonly shard: number
  readonly shards: number
  state: PendingState = 'joining'
  isError = false
  isUrgent: boolean
  /** When its call must have ended, on the clock of `performance.now()`. */
  callDeadline = Number.POSITIVE_INFINITY
  /** The only message, if the request arrived in one. */
  #message: ReceivedMessage | undefined
  #payloads: readonly Uint8Array[] | undefined
  #acknowledgement: Acknowledgement | undefined
  readonly #onReceived: (pending: PendingRequest) => void
  /** The payload that is sent, if its memory belongs to this request. */
  #ownPayload: Uint8Array | undefined

  /** @param onReceived - called once the next Peas have its result */
  constructor(message: ReceivedMessage, onReceived: (pending: PendingRequest) => void) {
    super()
    this.request = message.request
    this.endpoint = message.endpoint
    this.shard = message.shard
    this.shards = message.shards
    this.attempt = message.attempt
    this.tries = message.tries
    this.isUrgent = message.isUrgent
    this.deadline = message.deadline
    this.#onReceived = onReceived
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

  /** Whether it arrived in a single message. */
  get isSingle(): boolean {
    return this.#message !== undefined
  }

  /** Acknowledges another of its messages, or a repeat of one, together with the first. */
  addAck(acknowledgement: Acknowledgement): void {
    if (this.#acknowledgement === undefined) this.#acknowledgement = acknowledgement
    else this.#acknowledgement.append(acknowledgement)
  }

  /** All of its messages have arrived: a single one, or several with these payloads. */
  complete(last: ReceivedMessage, payloads?: readonly Uint8Array[]): void {
    this.state = 'queued'
    this.isError = last.isError
    if (payloads === undefined) this.#message = last
    else this.#payloads = payloads
  }

  /** Its call begins. */
  begin(): void {
    this.state = 'running'
    this.#acknowledgement?.begin()
  }

  /** Its call has ended. */
  end(): void {
    this.#acknowledgement?.end()
    if (this.state === 'abandoned') this.#acknowledgement?.processed()
  }

  /** Its call runs on, but its caller no longer waits. Only its credit is returned when the call ends. */
  #abandon(): void {
    this.state = 'abandoned'
    this.#acknowledgement?.settled()
    this.#onReceived(this)
  }

  /** Its caller no longer waits: drops what it has, unless its result is being sent. */
  drop(): void {
    if (this.state === 'running') this.#abandon()
    else if (this.state !== 'sending') this.sendOn(0)
  }

  /** Its result is about to be sent on this many edges; on none, the request is over. */
  sendOn(edges: number): void {
    this.state = 'sending'
    this.#ownPayload ??= this.#message?.attachment
    this.expect(edges)
    if (edges > 0) return
    this.allSent()
    this.allReceived()
  }

  /** Takes over a payload that was made for it: the memory is reused once every edge has settled. */
  own(payload: Uint8Array): void {
    this.#ownPayload = payload
  }

  /** Forgets what has arrived, since the result does not need it. */
  release(): void {
    if (this.payloadBytes > MAX_UNPOOLED_BYTES) noteGarbage(this.payloadBytes)
    this.#message = undefined
    this.#payloads = undefined
  }

  protected override allSent(): void {
    this.#acknowledgement?.processed()
  }

  protected override allReceived(): void {
    this.#acknowledgement?.settled()
    this.#onReceived(this)
  }

  protected override allSettled(): void {
    if (this.#ownPayload !== undefined) releaseBuffer(this.#ownPayload)
  }
}
