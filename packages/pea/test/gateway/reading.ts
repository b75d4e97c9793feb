import { type Document, FlowError } from '@peaflow/core'
import fc from 'fast-check'
import { expect } from 'vitest'
import { AbortListeners } from '../../src/gateway/abort-listeners.ts'
import { GatewayCounters } from '../../src/gateway/counters.ts'
import type { InFlightRequest } from '../../src/gateway/in-flight.ts'
import { RequestStream } from '../../src/gateway/request-stream.ts'
import type { FlowResult } from '../../src/gateway/result.ts'
import { BatchSource } from '../../src/gateway/source.ts'
import type { StreamPort } from '../../src/gateway/stream-port.ts'

export const tick = () => new Promise((resolve) => setImmediate(resolve))
export const enough = new Error('enough')
export const closing = new FlowError('REQUEST_STOPPED', 'the Flow stopped before it answered')

export interface Plan {
  readonly documents: number
  readonly batch: number
  readonly ordered: boolean
}

/** The gateway of a test: room is granted, and requests are answered, when the test says so. */
class Port implements StreamPort {
  available = 0
  sent = 0
  entered = 0
  left = 0
  readonly documents: Document[] = []
  readonly inFlight: InFlightRequest[] = []

  enter(): void {
    this.entered += 1
  }

  room(): number {
    return this.available
  }

  wait(): void {}

  send(documents: readonly Document[], { index, requester }: Pick<InFlightRequest, 'index' | 'requester'>): void {
    expect([this.available > 0, this.left]).toEqual([true, 0])
    expect(index).toBe(this.sent)
    this.available -= 1
    this.sent += 1
    this.documents.push(...documents)
    this.inFlight.push({ index, documents, deadline: 0, timeout: 0, requester })
  }

  refuse(): void {}

  leave(): void {
    this.left += 1
    this.inFlight.length = 0
  }

  answer(nth: number, error?: FlowError): void {
    const [one] = this.inFlight.splice(nth % Math.max(1, this.inFlight.length), 1)
    one?.requester.settle(one, error === undefined ? { documents: one.documents } : { error })
  }
}

/** A stream, and everything that its user gets of it. */
export class Reading {
  readonly port = new Port()
  readonly controller = new AbortController()
  readonly results: FlowResult[] = []
  readonly errors: unknown[] = []
  closed = 0
  ends = 0
  reads = 0
  readonly stream: RequestStream
  readonly counters = new GatewayCounters()
  readonly #plan: Plan

  constructor(plan: Plan) {
    this.#plan = plan
    const source = new BatchSource(this.#source(), plan.batch)
    const { port } = this
    const { signal } = this.controller
    const shared = { abortListeners: new AbortListeners(), counters: this.counters }
    const settings = { timeout: 60_000, headers: undefined }
    const { ordered } = plan
    this.stream = new RequestStream({ port, source, ordered, pieces: false, signal, settings, shared })
  }

  *#source(): Generator<Document> {
    try {
      for (let n = 0; n < this.#plan.documents; n++) yield { id: `d${n}` }
    } finally {
      this.closed += 1
    }
  }

  read(): void {
    this.reads += 1
    this.stream.next().then(
      ({ value }) => {
        if (value === undefined) this.ends += 1
        else this.results.push(value)
      },
      (error) => this.errors.push(error),
    )
  }

  get settled(): number {
    return this.results.length + this.errors.length + this.ends
  }

  /** Grants room and answers all until the user has got everything. */
  async finish(): Promise<void> {
    const before = this.ends
    for (let n = 0; this.ends === before; n++) {
      expect(n).toBeLessThan(1_000)
      this.read()
      this.port.available += 1
      this.stream.wake()
      await tick()
      while (this.port.inFlight.length > 0) this.port.answer(0)
      await tick()
    }
  }
}

export const plan = fc.record({ documents: fc.nat(30), batch: fc.integer({ min: 1, max: 4 }), ordered: fc.boolean() })
export const step = fc.oneof(
  fc.record({ act: fc.constant('read' as const), n: fc.nat(3) }),
  fc.record({ act: fc.constantFrom('answer' as const, 'fail' as const), n: fc.nat(20) }),
  fc.record({ act: fc.constant('room' as const), n: fc.nat(5) }),
  fc.record({ act: fc.constant('turn' as const), n: fc.constant(0) }),
)
type Step = { readonly act: 'read' | 'answer' | 'fail' | 'room' | 'turn'; readonly n: number }

export async function take(reading: Reading, { act, n }: Step): Promise<void> {
  const { port, stream } = reading
  if (act === 'read') for (let i = 0; i <= n; i++) reading.read()
  else if (act === 'answer') port.answer(n)
  else if (act === 'fail') port.answer(n, new FlowError('REQUEST_EXECUTOR', 'boom'))
  else if (act === 'room') {
    port.available += n
    stream.wake()
  } else await tick()
}
