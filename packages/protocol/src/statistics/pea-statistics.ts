import type { Histogram } from './histogram.ts'

/** Messages that went over links. */
export interface TrafficCount {
  readonly messages: number
  /** Bytes of their payloads. */
  readonly bytes: number
}

/** What a Pea has done for the requests to one endpoint. */
export interface EndpointStatistics {
  /** `other` stands for all endpoints beyond the first 64. */
  readonly endpoint: string
  /** Calls that returned documents. */
  readonly served: number
  /** Requests that failed in this Pea, by the code of their error. `other` stands for all codes beyond the first 16. */
  readonly failed: Readonly<Record<string, number>>
  /** Milliseconds from when a request was complete to its call. */
  readonly wait: Histogram
  /** Milliseconds that calls took, those that failed included. */
  readonly call: Histogram
  /** Documents in each call. */
  readonly documents: Histogram
}

/** What the process of a Pea uses. */
export interface ProcessStatistics {
  /** Milliseconds of CPU time, since the process started. */
  readonly cpu: number
  /** Bytes of resident memory. */
  readonly memory: number
}

/** What one life of a Pea has done since it started. */
export interface PeaStatistics {
  /** Requests that it has passed on, errors included. */
  readonly served: number
  /** Requests that it held when they were cancelled. */
  readonly cancelled: number
  /** Messages that it dropped because they break the protocol. */
  readonly dropped: number
  /** Requests that are complete, and whose calls have not begun. */
  readonly backlog: number
  /** Calls that run now. */
  readonly running: number
  /** Messages that wait until a Pod accepts them, by Pod. */
  readonly queued: readonly { readonly to: string; readonly messages: number }[]
  readonly received: TrafficCount
  readonly sent: TrafficCount
  readonly endpoints: readonly EndpointStatistics[]
  /** Missing if it shares its process with others. */
  readonly process?: ProcessStatistics | undefined
}

/** The most endpoints that are counted apart. */
export const MAX_COUNTED_ENDPOINTS = 64

/** The most codes of errors that are counted apart, for each endpoint. */
export const MAX_CODES = 16

/** The name for what is beyond them: neither an endpoint nor a code. */
export const OTHER = 'other'

const CODE = /^[A-Z][A-Z0-9_]{0,63}$/

/** Whether a text is the code of an error. */
export function isCode(text: string): boolean {
  return text === OTHER || CODE.test(text)
}
