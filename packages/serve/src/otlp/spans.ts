import type { FlowError } from '@peaflow/core'
import type { Call, CallOutcome, Protocol } from '../calls/call.ts'
import { endpointLabel } from '../metrics/endpoint-label.ts'
import { statusOf } from '../problem/status.ts'
import { chainsOf, type PodInChain } from '../traces/longest-chain.ts'
import type { TraceContext } from './trace-context.ts'

/** A span as plain data. */
export interface SpanData {
  readonly name: string
  readonly kind: 'server' | 'internal'
  readonly traceId: string
  readonly spanId: string
  readonly parent?: SpanParent | undefined
  readonly traceState?: string | undefined
  /** Milliseconds since 1970. */
  readonly start: number
  /** Milliseconds. */
  readonly duration: number
  readonly attributes: Readonly<Record<string, string | number>>
  /** The message of what failed it here. A mistake of the client is none, as OpenTelemetry has it. */
  readonly failure?: string | undefined
}

/** The span above another one. */
export interface SpanParent {
  readonly spanId: string
  /** Whether it is in another program. */
  readonly isRemote: boolean
}

/** What the spans of a call are made with. */
export interface SpanSources {
  /** The name of the Flow. */
  readonly flow: string
  /** The Pods of its plan. */
  readonly pods: readonly PodInChain[]
  readonly context: TraceContext
  /** The id of another span: 16 hexadecimal digits. */
  newSpanId(): string
}

/** The most characters of the message of an error. */
const MAX_MESSAGE = 1_000

/** The first word of the name of a span, and what says how the call came. */
const PROTOCOLS = {
  http: { verb: 'POST', attributes: { 'http.request.method': 'POST' } },
  websocket: { verb: 'WebSocket', attributes: { 'network.protocol.name': 'websocket' } },
  grpc: { verb: 'gRPC', attributes: { 'rpc.system': 'grpc' } },
} as const satisfies Record<Protocol, { verb: string; attributes: SpanData['attributes'] }>

/**
 * The spans of a call: its own, and one for each Pod that it went through. Pods report how long they took, not when: the span
 * of one begins where the last of those that it needs ends.
 */
export function toSpans(call: Call, outcome: CallOutcome, sources: SpanSources): readonly SpanData[] {
  return [toCallSpan(call, outcome, sources), ...toPodSpans(outcome, sources)]
}

function toCallSpan(call: Call, outcome: CallOutcome, { flow, context }: SpanSources): SpanData {
  const { traceId, spanId, parent, traceState } = context
  const { startTime, duration, documents, error } = outcome
  const { verb, attributes } = PROTOCOLS[call.protocol]
  const endpoint = endpointLabel(call.endpoint)
  return {
    name: `${verb} ${endpoint}`,
    kind: 'server',
    ...{ traceId, spanId, traceState, start: startTime, duration },
    parent: parent && { spanId: parent.spanId, isRemote: true },
    attributes: {
      ...attributes,
      ...(call.protocol === 'http' && httpAttributes(call, endpoint, error)),
      'peaflow.flow': flow,
      'peaflow.endpoint': endpoint,
      'peaflow.request_id': call.requestId,
      'peaflow.documents': documents,
      ...(error !== undefined && { 'error.type': error.code }),
    },
    failure: failureOf(error),
  }
}

/** The status of an answer that is streamed is decided by its first piece, and one that was cancelled has none. */
function httpAttributes(call: Call, endpoint: string, error: FlowError | undefined): SpanData['attributes'] {
  const route = { 'http.route': endpoint }
  if (call.pieces || error?.code === 'REQUEST_CANCELLED') return route
  return { ...route, 'http.response.status_code': error === undefined ? 200 : statusOf(error) }
}

function toPodSpans({ startTime, times, error }: CallOutcome, { pods, context, ...sources }: SpanSources): SpanData[] {
  const timeOf = (pod: string) =>
    (Object.hasOwn(times, pod) ? (times[pod] ?? []) : []).reduce((sum, time) => sum + time, 0)
  const chains = chainsOf(pods, timeOf)
  const names = pods.map(({ name }) => name).filter((name) => Object.hasOwn(times, name) || name === error?.pod)
  return names.map((pod) => ({
    name: `${pod} process`,
    kind: 'internal',
    traceId: context.traceId,
    spanId: sources.newSpanId(),
    parent: { spanId: context.spanId, isRemote: false },
    traceState: context.traceState,
    start: startTime + (chains.get(pod) ?? 0) - timeOf(pod),
    duration: timeOf(pod),
    attributes: {
      'peaflow.flow': sources.flow,
      'peaflow.pod': pod,
      ...timeAttributes(Object.hasOwn(times, pod) ? times[pod] : undefined),
      ...(pod === error?.pod && errorAttributes(error)),
    },
    failure: pod === error?.pod ? failureOf(error) : undefined,
  }))
}

/** In seconds, the unit of OpenTelemetry. */
function timeAttributes(time: CallOutcome['times'][string] | undefined): SpanData['attributes'] {
  return time === undefined ? {} : { 'peaflow.pod.wait': time[0] / 1_000, 'peaflow.pod.call': time[1] / 1_000 }
}

function errorAttributes({ code, pea }: FlowError): SpanData['attributes'] {
  return { 'error.type': code, ...(pea !== undefined && { 'peaflow.pea': pea }) }
}

function failureOf(error: FlowError | undefined): string | undefined {
  return error === undefined || statusOf(error) < 500 ? undefined : error.message.slice(0, MAX_MESSAGE)
}
