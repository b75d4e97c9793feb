import type { Document, FlowError } from '@peaflow/core'
import type { InFlightRequest, Requester } from './in-flight.ts'
import type { Outcome } from './outcome.ts'
import { Pump } from './pump.ts'
import type { FlowResult } from './result.ts'
import { type Results, ResultsAsTheyCome, ResultsInOrder } from './results.ts'
import type { Source } from './source.ts'

/** Requests of one stream that may be in flight or wait to be fetched: what exceeds it waits at its source. */
const MOST_OPEN = 1_024

/** The gateway as a stream sees it. */
export interface StreamPort {
  /** The stream begins. */
  enter(stream: RequestStream): void
  /** How many more requests it takes now. */
  room(): number
  /** Wakes the stream when it takes more. */
  wait(stream: RequestStream): void
  /** Sends one request. */
  send(documents: readonly Document[], from: { readonly index: number; readonly requester: Requester }): void
  /** The stream is over: what it has in flight is nobody's. */
  leave(stream: RequestStream): void
}

/** How a stream goes. */
export interface StreamPlan {
  readonly port: StreamPort
  readonly source: Source
  readonly ordered: boolean
  readonly signal?: AbortSignal | undefined
}

type Step = IteratorResult<FlowResult, undefined>

interface Failure {
  readonly thrown: unknown
}

interface PendingRead {
  resolve(step: Step): void
  reject(error: unknown): void
}

const OVER: Step = { done: true, value: undefined }

/**
 * One stream of documents through the Flow: takes them from their source only as fast as the Flow takes requests and
 * the user takes results. It is an iterator by hand, because a generator costs each result several turns.
 */
export class RequestStream implements AsyncIterableIterator<FlowResult, undefined>, Requester {
  readonly #plan: StreamPlan
  readonly #results: Results
  readonly #reads: PendingRead[] = []
  readonly #pump: Pump
  readonly #onAbort = () => this.#fail(this.#plan.signal?.reason)
  #sent = 0
  #taken = 0
  #state: 'new' | 'open' | 'sent' | 'over' = 'new'
  /** What the next taker gets instead of an end. */
  #error: Failure | undefined

  constructor(plan: StreamPlan) {
    this.#plan = plan
    this.#pump = new Pump({
      source: plan.source,
      isOpen: () => this.#isOpen(),
      room: () => this.#room(),
      send: (documents) => this.#send(documents),
      onSpent: (failure) => this.#spend(failure),
    })
    this.#results = plan.ordered ? new ResultsInOrder() : new ResultsAsTheyCome()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step> {
    if (this.#state === 'new') this.#begin()
    // Most results come many at a time: those behind the first are here before anybody asks for them.
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
    const { index, documents } = inFlight
    this.#results.add(
      'error' in outcome ? { index, documents, error: outcome.error } : { index, documents: outcome.documents },
    )
    this.#deliver()
  }

  /** There may be room again. */
  wake(): void {
    this.#pump.wake()
  }

  /** The gateway closes: nothing more is sent. What was sent has landed. */
  stop(error: FlowError): void {
    if (this.#state !== 'sent') this.#fail(error)
  }

  #begin(): void {
    const { port, signal } = this.#plan
    this.#state = 'open'
    signal?.addEventListener('abort', this.#onAbort)
    port.enter(this)
    if (signal?.aborted) this.#onAbort()
    this.#pump.run()
  }

  /** What the source threw, the taker gets once all that was sent has landed. */
  #spend(failure?: Failure): void {
    this.#error ??= failure
    if (this.#isOpen()) this.#state = 'sent'
    this.#deliver()
  }

  #send(documents: readonly Document[]): void {
    const index = this.#sent
    this.#sent += 1
    this.#plan.port.send(documents, { index, requester: this })
  }

  #room(): number {
    const { port } = this.#plan
    const ahead = this.#sent - this.#taken
    const room = Math.min(port.room(), MOST_OPEN - ahead)
    if (room <= 0 && ahead < MOST_OPEN) port.wait(this)
    return room
  }

  #isOpen(): boolean {
    return this.#state === 'open'
  }

  #deliver(): void {
    while (this.#reads.length > 0) {
      const result = this.#results.take()
      if (result !== undefined) this.#reads.shift()?.resolve(this.#step(result))
      else if (this.#isSpent()) this.#giveEnd()
      else return
    }
  }

  #step(value: FlowResult): Step {
    this.#taken += 1
    if (this.#isOpen()) this.wake()
    else if (this.#isSpent()) this.#end().catch(ignored)
    return { done: false, value }
  }

  #giveEnd(): void {
    const read = this.#reads.shift()
    const error = this.#error
    this.#error = undefined
    if (error === undefined) read?.resolve(OVER)
    else read?.reject(error.thrown)
    this.#end().catch(ignored)
  }

  #isSpent(): boolean {
    return this.#state === 'over' || (this.#state === 'sent' && this.#taken === this.#sent)
  }

  #fail(thrown: unknown): void {
    if (this.#state === 'over') return
    this.#error = { thrown }
    this.#end().catch(ignored)
  }

  async #end(): Promise<void> {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#plan.signal?.removeEventListener('abort', this.#onAbort)
    this.#plan.port.leave(this)
    this.wake()
    this.#deliver()
    await this.#plan.source.close()
  }
}

/** The user hears of one error; that the source cannot be closed after it is none of his. */
function ignored(): void {}
