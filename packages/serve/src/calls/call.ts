import type { FlowError } from '@peaflow/core'
import type { FlowResult } from '@peaflow/engine'
import type { Cancellation } from '../http/cancellation.ts'
import type { Content } from '../request/content.ts'

/** What a client asks of a Flow, whatever protocol it speaks. */
export interface Call {
  readonly requestId: string
  readonly endpoint: string
  readonly content: Content
  /** The most documents in one request of the Flow, where they arrive one after another. */
  readonly batch: number
  /** Whether the pieces of a streamed answer are results of their own. */
  readonly pieces: boolean
  /** Milliseconds that each request of the Flow may take. */
  readonly timeout?: number | undefined
  /** What travels with each request: `traceparent`, `tracestate`, `baggage`. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Says when the client has left. */
  readonly cancellation: Cancellation
  /** The protocol it came by. */
  readonly protocol: Protocol
}

/** The protocols that clients speak. */
export type Protocol = 'http' | 'websocket' | 'grpc'

/** How long a call waited and ran in each Pod, in milliseconds. Of several requests of the Flow, all together. */
export type CallTimes = NonNullable<FlowResult['times']>

/** How a call ended. */
export interface CallOutcome {
  /** When it began, in milliseconds since 1970. */
  readonly startTime: number
  /** The milliseconds that it took. */
  readonly duration: number
  readonly times: CallTimes
  /** How many documents were in the answer. */
  readonly documents: number
  /** What failed it: of several requests of the Flow, the first that did. */
  readonly error?: FlowError | undefined
}

/** Learns how calls end. */
export interface CallObserver {
  /** A call that was taken has ended. */
  ended?(call: Call, outcome: CallOutcome): void
  /** A call was not taken. */
  refused?(endpoint: string, error: FlowError): void
}
