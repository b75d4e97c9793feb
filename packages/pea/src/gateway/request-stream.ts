import type { Document, FlowError } from '@peaflow/core'
import { WHOLE } from '../executor/host.ts'
import type { InFlightRequest } from './in-flight.ts'
import type { Outcome } from './outcome.ts'
import { endsRequest } from './piece-results.ts'
import { Pump } from './pump.ts'
import type { PieceReader } from './read-answer.ts'
import { type Failure, OVER, type PendingRead, type Step } from './reads.ts'
import type { FlowResult } from './result.ts'
import { resultsOf } from './result-order.ts'
import type { Results } from './results.ts'
import { RoomWait } from './room-wait.ts'
import type { OpenStream, Origin, StreamPlan } from './stream-port.ts'
import { StreamProgress } from './stream-progress.ts'
import { toResult } from './to-result.ts'

/** The most requests of one stream that are in flight or whose results wait to be read. */
const MOST_OPEN = 1_024

/**
 * One stream of documents through the Flow. Reads its source only as fast as the Flow takes requests and the caller takes
 * results. An iterator written by hand, because a generator costs each result several turns of the microtask queue.
 */
export class RequestStream implements AsyncIterableIterator<FlowResult, undefined>, OpenStream, PieceReader {
  readonly #plan: StreamPlan
  readonly reader: PieceReader | undefined
  readonly #results: Results
  readonly #progress: StreamProgress
  readonly #reads: PendingRead[] = []
  readonly #pump: Pump
  readonly #onAbort = () => this.#fail(this.#plan.signal?.reason)
  readonly #wait = new RoomWait()
  #state: 'new' | 'open' | 'sent' | 'over' = 'new'
  /** What the next read rejects with. */
  #error: Failure | undefined

  constructor(plan: StreamPlan) {
    this.#plan = plan
    this.#pump = new Pump({
      source: plan.source,
      isOpen: () => this.#state === 'open',
      room: () => this.#room(),
      send: (documents) => this.#send(documents),
      onEnd: (failure) => this.#onSourceEnd(failure),
    })
    this.#results = resultsOf(plan)
    this.#progress = new StreamProgress(plan.shared.counters)
    if (plan.pieces) this.reader = this
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step> {
    if (this.#state === 'new') this.#begin()
    // Results mostly arrive many at a time, so the next one is usually there already.
    const result = this.#reads.length === 0 ? this.#results.take() : undefined
    if (result !== undefined) return Promise.resolve(this.#step(result))
    return new Promise((resolve, reject) => {
      this.#reads.push({ resolve, reject })
      this.#deliver()
    })
  }

  async return(): Promise<Step> {
    await this.#end()
    return OVER
  }

  settle(inFlight: InFlightRequest, outcome: Outcome): void {
    const result = toResult(inFlight, outcome, this.#plan.settings.headers)
    this.#progress.settle(inFlight, outcome)
    this.#results.add(this.reader === undefined || 'error' in outcome ? result : { ...result, piece: WHOLE })
    this.#deliver()
  }

  end(inFlight: InFlightRequest): void {
    this.#progress.settle(inFlight, { documents: [] })
  }

  takePiece(result: FlowResult, onRead: () => void): void {
    this.#results.add(result, onRead)
    this.#deliver()
  }

  dropPieces(index: number): void {
    this.#results.drop?.(index)
  }

  get waitsUntil(): number {
    return this.#wait.since + this.#plan.settings.timeout
  }

  /** There may be room again. */
  wake(): void {
    this.#pump.wake()
  }

  /** The next request has waited too long for room: it is read from its source, and fails. */
  expire(): void {
    this.#wait.isLate = true
    this.#pump.force()
  }

  /** The gateway closes and sends nothing more. All that was sent has settled. */
  stop(error: FlowError): void {
    if (this.#state !== 'sent') this.#fail(error)
  }

  #begin(): void {
    const { port, signal, shared } = this.#plan
    this.#state = 'open'
    if (signal !== undefined) shared.abortListeners.add(signal, this.#onAbort)
    port.enter(this)
    if (signal?.aborted) this.#onAbort()
    this.#pump.run()
  }

  /** An error of the source reaches the caller once all that was sent has settled. */
  #onSourceEnd(failure?: Failure): void {
    this.#error ??= failure
    if (this.#state === 'open') this.#state = 'sent'
    this.#deliver()
  }

  #send(documents: readonly Document[]): void {
    const { port } = this.#plan
    const { isLate } = this.#wait
    const origin: Origin = { index: this.#progress.send(), requester: this, waited: this.#wait.take() }
    // The Flow has had no room for as long as a request may take. If it has some by now, the request is sent after all.
    if (isLate && port.room() <= 0) {
      this.#progress.refuse()
      port.refuse(documents, origin)
    } else port.send(documents, origin)
  }

  #room(): number {
    const { port } = this.#plan
    const { ahead } = this.#progress
    const room = Math.min(port.room(), MOST_OPEN - ahead)
    if (room > 0) this.#wait.end()
    else if (ahead < MOST_OPEN) {
      this.#wait.begin()
      port.wait(this)
    }
    return room
  }

  #deliver(): void {
    while (this.#reads.length > 0) {
      const result = this.#results.take()
      if (result !== undefined) this.#reads.shift()?.resolve(this.#step(result))
      else if (this.#isSpent()) this.#finishRead()
      else return
    }
  }

  #step(value: FlowResult): Step {
    if (endsRequest(value)) this.#progress.take()
    if (this.#state === 'open') this.wake()
    else if (this.#isSpent()) this.#end().catch(ignored)
    return { done: false, value }
  }

  #finishRead(): void {
    const read = this.#reads.shift()
    const error = this.#error
    this.#error = undefined
    if (error === undefined) read?.resolve(OVER)
    else read?.reject(error.thrown)
    this.#end().catch(ignored)
  }

  #isSpent(): boolean {
    return this.#state === 'over' || (this.#state === 'sent' && this.#progress.ahead === 0)
  }

  #fail(thrown: unknown): void {
    if (this.#state === 'over') return
    this.#error = { thrown }
    this.#end().catch(ignored)
  }

  async #end(): Promise<void> {
    if (this.#state === 'over') return
    this.#state = 'over'
    const { signal, shared, port } = this.#plan
    if (signal !== undefined) shared.abortListeners.delete(signal, this.#onAbort)
    this.#progress.end()
    port.leave(this, this.#progress.inFlight)
    this.wake()
    this.#deliver()
    await this.#plan.source.close()
  }
}

/** The caller gets one error; a failure to close the source after it is not reported. */
function ignored(): void {}
