import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { FlowPlan } from '@peaflow/core'
import type { Call, CallObserver, CallOutcome } from '../calls/call.ts'
import type { SpanData } from './spans.ts'
import { toSpans } from './spans.ts'
import { headersWithin, type TraceContext, traceContextFor } from './trace-context.ts'

/** Takes spans, and exports them some time later. */
export interface SpanSink {
  add(span: SpanData): void
  /** Exports what it has. */
  close(): Promise<void>
}

/** What traces are exported with. */
export interface OtlpOptions {
  /** The plan of the Flow as it is now. */
  plan(): Pick<FlowPlan, 'flow' | 'pods'>
  /** The share of traces that begin here and are exported, from 0 to 1. */
  readonly share: number
  readonly sink: SpanSink
  /** Learns why spans cannot be exported. */
  onFailed(reason: string): void
}

/** Milliseconds that the last spans have to be exported. */
const CLOSE_TIMEOUT = 2_000

/** Exports the traces of calls: those that a client samples, and a share of those that begin here. */
export class Otlp implements CallObserver {
  readonly #options: OtlpOptions
  readonly #contexts = new WeakMap<Call, TraceContext>()

  constructor(options: OtlpOptions) {
    this.#options = options
  }

  /** Gives a call a span, and its executors that span as their parent. */
  toSent(call: Call): Call {
    const { share } = this.#options
    const context = traceContextFor(call.headers, { traceId: newId(16), spanId: newId(8), share })
    if (context === undefined) return call
    this.#contexts.set(call, context)
    return { ...call, headers: headersWithin(context, call.headers) }
  }

  /** The id of the trace of a call that is exported. */
  traceIdOf(call: Call): string | undefined {
    return this.#contexts.get(call)?.traceId
  }

  /** Whatever the SDK throws, the call goes on. */
  ended(call: Call, outcome: CallOutcome): void {
    const context = this.#contexts.get(call)
    if (context === undefined) return
    const { plan, sink, onFailed } = this.#options
    const { flow, pods } = plan()
    try {
      const spans = toSpans(call, outcome, { flow, pods, context, newSpanId: () => newId(8) })
      for (const span of spans) sink.add(span)
    } catch (caught) {
      onFailed(String(caught))
    }
  }

  /** Exports what is left, in two seconds at most. */
  async close(): Promise<void> {
    const { sink, onFailed } = this.#options
    const over = new AbortController()
    const late = setTimeout(CLOSE_TIMEOUT, undefined, { signal: over.signal }).catch(() => undefined)
    await Promise.race([sink.close().catch((caught) => onFailed(String(caught))), late])
    over.abort()
  }
}

/** An id of that many random bytes, in hexadecimal digits. One of zeros only is not valid, and does not come up. */
function newId(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}
