import type { Call } from '../calls/call.ts'

/** The span that a client called from. */
export interface ParentSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
  readonly isSampled: boolean
}

/** Where the span of a call stands: in which trace, and under which span. */
export interface TraceContext {
  readonly traceId: string
  /** Of the span of the call itself. */
  readonly spanId: string
  /** Without it, the call begins the trace. */
  readonly parent?: ParentSpan | undefined
  /** As the client sent it. */
  readonly traceState?: string | undefined
}

/** What a trace context is made with. */
export interface NewContext {
  readonly traceId: string
  readonly spanId: string
  /** The share of traces that begin here and are exported, from 0 to 1. */
  readonly share: number
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/

/** Reads a `traceparent` of the W3C. */
export function readTraceparent(header = ''): ParentSpan | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(header) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** The id of the trace that a call came with, if its client samples it. */
export function sampledTraceId(headers: Call['headers']): string | undefined {
  const parent = readTraceparent(headers?.traceparent)
  return parent?.isSampled ? parent.traceId : undefined
}

/**
 * The trace context of a call; `undefined` if it is not to be exported. The sampled bit of a `traceparent` decides; without
 * one, the last 56 bits of the new trace id do, as the W3C wants them to be random.
 */
export function traceContextFor(
  headers: Call['headers'],
  { traceId, spanId, share }: NewContext,
): TraceContext | undefined {
  const parent = readTraceparent(headers?.traceparent)
  if (parent === undefined) {
    return Number.parseInt(traceId.slice(-14), 16) < share * 2 ** 56 ? { traceId, spanId } : undefined
  }
  if (!parent.isSampled) return undefined
  return { traceId: parent.traceId, spanId, parent, traceState: headers?.tracestate }
}

/** The headers of a call with its own span as the parent of what executors do; `tracestate` and `baggage` stay. */
export function headersWithin({ traceId, spanId }: TraceContext, headers: Call['headers']): Call['headers'] {
  return { ...headers, traceparent: `00-${traceId}-${spanId}-01` }
}
