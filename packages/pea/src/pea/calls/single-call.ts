import { FlowError } from '@peaflow/core'
import { isEmptyPayload } from '../../document/payload-layout.ts'
import { type CallPiece, WHOLE } from '../../executor/host.ts'
import type { PendingRequest } from '../../join/pending-request.ts'
import type { EndpointCounters } from '../../statistics/counters.ts'
import { AnswerPieces } from '../answer-pieces.ts'
import { callTimedOut, toWireError } from '../failure.ts'
import type { Call, CallComponents } from './call.ts'

/** A call for one request. */
export class SingleCall implements Call {
  readonly begunAt = performance.now()
  readonly deadline: number
  readonly #components: CallComponents
  readonly #pending: PendingRequest
  readonly #counters: EndpointCounters
  /** Milliseconds that its request waited for it. */
  readonly #waited: number
  #id = 0

  constructor(components: CallComponents, pending: PendingRequest) {
    const { timeoutRequest = Number.POSITIVE_INFINITY } = components.spec
    this.#components = components
    this.#pending = pending
    this.#counters = components.dataPlane.counters.of(pending.endpoint)
    this.#waited = pending.queuedAt > 0 ? this.begunAt - pending.queuedAt : 0
    this.deadline = pending.callDeadline = Math.min(pending.deadline, this.begunAt + timeoutRequest)
  }

  get isUrgent(): boolean {
    return this.#pending.isUrgent
  }

  begin(id: number): void {
    this.#id = id
    this.#pending.begin()
  }

  run(onEnded: (settle: () => void) => void): void {
    const { spec, dataPlane, host, suspensions } = this.#components
    const pending = this.#pending
    const { endpoint, payloads, headers } = pending
    this.#counters.wait(this.#waited)
    this.#counters.begin(payloads)
    const timeLeft = this.deadline - this.begunAt
    const pieces = new AnswerPieces(pending, { dataPlane, suspensions, ownsPayloads: host.transfersResults === true })
    host.call({ id: this.#id, endpoint, payloads, headers, timeLeft, piece: pieceOf(pending) }, pieces).then(
      (payload) => onEnded(() => this.#send(payload, pieces.isStreamed)),
      (error) =>
        onEnded(() => {
          if (pending.state === 'running') dataPlane.results.fail(pending, toWireError(spec, error))
        }),
    )
  }

  end(): void {
    const duration = performance.now() - this.begunAt
    this.#pending.end()
    this.#counters.end(duration)
    this.#pending.addTimes(this.#components.spec.pod, [this.#waited, duration])
  }

  cancel(requests: ReadonlySet<number>): void {
    if (requests.has(this.#pending.request)) this.#abort('REQUEST_CANCELLED', 'the request was cancelled')
  }

  sweep(now: number): void {
    if (this.deadline > now || this.#pending.state !== 'running') return
    const error = callTimedOut(this.#components.spec, this.deadline - this.begunAt)
    this.#abort('REQUEST_TIMEOUT', error.message)
    this.#components.dataPlane.results.fail(this.#pending, error)
  }

  #send(payload: Uint8Array, isStreamed: boolean): void {
    const { dataPlane, host } = this.#components
    const { state, piece } = this.#pending
    if (state !== 'running') return
    // A generator that was called for a piece has ended: the answer goes on with what it makes of the next piece.
    if (isStreamed && piece?.more && isEmptyPayload(payload)) {
      dataPlane.results.finish(this.#pending)
      return
    }
    if (!piece?.more) this.#counters.served += 1
    if (host.transfersResults) this.#pending.own(payload)
    dataPlane.results.send(this.#pending, payload)
  }

  #abort(code: FlowError['code'], message: string): void {
    this.#components.host.abort(this.#id, new FlowError(code, message))
  }
}

function pieceOf({ piece }: PendingRequest): CallPiece {
  return piece === undefined ? WHOLE : { index: piece.index, last: !piece.more }
}
