import type { Protocol } from '../calls/call.ts'

/** What a call was, and how it ended. */
export interface TraceSummary {
  /** The id of the request: `X-Request-Id`. */
  readonly id: string
  readonly endpoint: string
  readonly protocol: Protocol
  /** ISO 8601. */
  readonly started: string
  /** The milliseconds that it took. */
  readonly ms: number
  /** How many documents were in the answer. */
  readonly documents: number
  /** The code of the error, if it failed. */
  readonly code?: string | undefined
  /** The Pod in which it failed. */
  readonly pod?: string | undefined
  /** The Pea in which it failed. */
  readonly pea?: string | undefined
}

/** Where the time of a call went. */
export interface Trace extends TraceSummary {
  /** As the client sent it. */
  readonly traceparent?: string | undefined
  /** What failed it. */
  readonly message?: string | undefined
  /** Of each Pod that it went through, in the order of the Flow: milliseconds of waiting and of calls, its replicas together. */
  readonly spans: readonly TraceSpan[]
  /**
   * Milliseconds that no span explains: the gateway, and the ways between. What is left of the call after the chain of Pods
   * that took the longest; 0 if its requests ran side by side, so that their times together are longer than the call.
   */
  readonly rest: number
}

/** The time of a call in one Pod, in milliseconds. */
export interface TraceSpan {
  readonly pod: string
  readonly wait: number
  readonly call: number
}
