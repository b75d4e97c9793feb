import type { Call, CallObserver, CallOutcome } from '../calls/call.ts'
import { Ring } from '../journal/ring.ts'
import { longestChain, type PodInChain } from './longest-chain.ts'
import { SlowCalls } from './slow-calls.ts'
import type { Trace, TraceSummary } from './trace.ts'

/** Which traces are asked for. */
export interface TraceFilter {
  /** Only calls that failed. */
  readonly failed?: boolean | undefined
  /** Only calls that took longer than this many milliseconds. */
  readonly slower?: number | undefined
  /** The most of them. */
  readonly limit: number
}

interface TracedCall extends TraceSummary, Pick<Trace, 'traceparent' | 'message'> {
  readonly times: CallOutcome['times']
}

/** How many of the latest calls have a trace, and how many that were slow or failed beyond them. */
const MOST_TRACES = 1_000

/** The most characters of a message of an error. */
const MAX_MESSAGE = 2_000

/**
 * Where the time of calls went: of the last 1,000, and of the last 1,000 beyond them that failed or were slow. A call is
 * slow if it took longer than a second, or than 99 of 100 of the last 1,000.
 */
export class Traces implements CallObserver {
  readonly #plan: () => { readonly pods: readonly PodInChain[] }
  readonly #byId = new Map<string, TracedCall>()
  readonly #latest = new Ring<TracedCall>({ count: MOST_TRACES }, (call) => this.#retain(call))
  readonly #notable = new Ring<TracedCall>({ count: MOST_TRACES }, (call) => this.#forget(call))
  readonly #slow = new SlowCalls()
  readonly #listeners = new Set<(trace: TraceSummary) => void>()
  readonly #slowIds = new WeakSet<TracedCall>()

  /** @param plan - the plan of the Flow as it is now */
  constructor(plan: () => { readonly pods: readonly PodInChain[] }) {
    this.#plan = plan
  }

  ended(call: Call, outcome: CallOutcome): void {
    const traced = toTracedCall(call, outcome)
    if (this.#slow.add(traced.ms)) this.#slowIds.add(traced)
    this.#byId.set(traced.id, traced)
    this.#latest.add(traced)
    for (const listen of this.#listeners) listen(toSummary(traced))
  }

  /** The traces, the newest first. */
  list({ failed = false, slower = 0, limit }: TraceFilter): readonly TraceSummary[] {
    const calls = [...this.#notable.values(), ...this.#latest.values()].reverse()
    const matching = calls.filter(({ code, ms }) => (!failed || code !== undefined) && ms >= slower)
    return matching.slice(0, limit).map(toSummary)
  }

  /** The trace of a request; of several with one id, the latest. */
  find(id: string): Trace | undefined {
    const call = this.#byId.get(id)
    if (call === undefined) return undefined
    const { times, traceparent, message } = call
    const { pods } = this.#plan()
    const timeOf = (pod: string) => (times[pod] ?? [0, 0]).reduce((sum, time) => sum + time, 0)
    const names = pods.map(({ name }) => name).filter((name) => Object.hasOwn(times, name))
    const spans = names.map((pod) => ({ pod, wait: times[pod]?.[0] ?? 0, call: times[pod]?.[1] ?? 0 }))
    const rest = Math.max(0, call.ms - longestChain(pods, timeOf))
    return { ...toSummary(call), traceparent, message, spans, rest }
  }

  /** Has somebody learn of each call as it ends. Returns what ends it. */
  listen(listener: (trace: TraceSummary) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #retain(call: TracedCall): void {
    if (call.code !== undefined || this.#slowIds.has(call)) this.#notable.add(call)
    else this.#forget(call)
  }

  #forget(call: TracedCall): void {
    if (this.#byId.get(call.id) === call) this.#byId.delete(call.id)
  }
}

function toTracedCall({ requestId, endpoint, protocol, headers }: Call, outcome: CallOutcome): TracedCall {
  const { startTime, duration, times, documents, error } = outcome
  const known = {
    id: requestId,
    endpoint,
    protocol,
    started: new Date(startTime).toISOString(),
    ms: duration,
    documents,
  }
  const { traceparent } = headers ?? {}
  if (error === undefined) return { ...known, traceparent, times }
  const { code, pod, pea, message } = error
  return { ...known, traceparent, times, code, pod, pea, message: message.slice(0, MAX_MESSAGE) }
}

function toSummary({
  times: _times,
  traceparent: _traceparent,
  message: _message,
  ...summary
}: TracedCall): TraceSummary {
  return summary
}
