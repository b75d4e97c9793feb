import {
  addTimes,
  collectsTimes,
  type IncomingRequest,
  type Message,
  type Piece,
  type PodTimes,
  type ReceivedMessage,
} from '@peaflow/protocol'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import type { Answer } from './answer.ts'
import { RequestContent } from './request-content.ts'

/**
 * How far a request has come: its messages arrive, it is queued for its call, it is being called, its result is sent; or it
 * was cancelled during its call, which runs on.
 */
export type PendingState = 'joining' | 'queued' | 'running' | 'sending' | 'abandoned'

/**
 * A request in a Pea, from its first message until the next Peas have received its result. It owns the deliveries of
 * the result. A request that arrived in a single message can be sent on as that very message.
 */
export class PendingRequest extends RequestContent implements IncomingRequest, Message {
  readonly request: number
  readonly endpoint: string
  readonly deadline: number
  readonly attempt: number
  tries: number
  readonly shard: number
  readonly shards: number
  /** Those of its messages, and what its call added. */
  headers: Uint8Array | undefined
  state: PendingState = 'joining'
  isError = false
  isUrgent: boolean
  /** When it was queued for its call, on the clock of `performance.now()`; 0 if its call began at once. */
  queuedAt = 0
  /** When its call must have ended, on the clock of `performance.now()`. */
  callDeadline = Number.POSITIVE_INFINITY
  #acknowledgement: Acknowledgement | undefined
  /** Which piece of a request it is, if that arrives in pieces. */
  piece: Piece | undefined
  /** Set once its answer is streamed. */
  answer: Answer | undefined
  /** Links have taken its result. */
  onSent: (() => void) | undefined
  readonly #onReceived: (pending: PendingRequest) => void
  /** How many pieces of its answer the next Peas have not received yet, beside its last one. */
  #pieces = 0
  #isReceived = false

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
    // A view would retain the whole pack that it arrived in.
    this.headers = message.headers && Buffer.from(message.headers)
    this.#onReceived = onReceived
  }

  /** It cannot go on: this error is sent instead of its result. */
  spoil(error: Uint8Array): void {
    this.state = 'queued'
    this.isError = true
    this.joined = [error]
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
    if (payloads === undefined) this.message = last
    else this.joined = payloads
  }

  /** Adds the times of its call in a Pod to its headers, if they collect times. */
  addTimes(pod: string, times: PodTimes): void {
    if (this.headers !== undefined && collectsTimes(this.headers)) this.headers = addTimes(this.headers, pod, times)
  }

  /** Its call begins. */
  begin(): void {
    this.state = 'running'
    this.#acknowledgement?.begin()
  }

  /** Its call has ended, and another Pod of its Pea is called with this result. */
  handOn(payload: Uint8Array): void {
    this.state = 'queued'
    this.joined = [payload]
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

  /** A piece of its answer is sent, and more follows. */
  addPiece(): void {
    this.#pieces += 1
  }

  /** The next Peas have that piece. */
  pieceReceived(): void {
    this.#pieces -= 1
    if (this.#isReceived) this.#settle()
  }

  /** Its caller no longer waits: drops what it has, unless its result is being sent. */
  drop(): void {
    if (this.state === 'running') this.#abandon()
    else if (this.state !== 'sending') this.sendOn(0)
  }

  /** Its result is about to be sent on this many edges; on none, the request is over. */
  sendOn(edges: number): void {
    this.state = 'sending'
    this.ownPayload ??= this.message?.attachment
    this.expect(edges)
    if (edges > 0) return
    this.allSent()
    this.allReceived()
  }

  protected override allSent(): void {
    this.#acknowledgement?.processed()
    this.onSent?.()
  }

  protected override allReceived(): void {
    this.#isReceived = true
    this.#settle()
  }

  #settle(): void {
    if (this.#pieces > 0) return
    this.#acknowledgement?.settled()
    this.#onReceived(this)
  }
}
