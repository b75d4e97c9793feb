import type { Document, FlowError } from '@peaflow/core'
import type { AbortListeners } from './abort-listeners.ts'
import type { Wakeable } from './blocked-streams.ts'
import type { Requester } from './in-flight.ts'
import type { Source } from './source.ts'

/** A stream, as the gateway uses it. */
export interface OpenStream extends Wakeable, Requester {
  /** The gateway closes and sends nothing more. */
  stop(error: FlowError): void
}

/** The gateway, as a stream uses it. */
export interface StreamPort {
  /** Registers a stream that starts. */
  enter(stream: OpenStream): void
  /** How many more requests the gateway takes now. */
  room(): number
  /** Asks to be woken when the gateway takes more. */
  wait(stream: OpenStream): void
  /** Sends one request. */
  send(documents: readonly Document[], from: Origin): void
  /** Fails one request, which has waited too long for room. */
  refuse(documents: readonly Document[], from: Origin): void
  /** Removes a stream that has ended; its requests in flight are cancelled. */
  leave(stream: OpenStream): void
}

/** Where a request comes from. */
export interface Origin {
  /** Its position among its requester's requests, from 0. */
  readonly index: number
  readonly requester: Requester
  /** Milliseconds that it has waited for room. */
  readonly waited: number
}

/** A request, and its sender. */
export interface Sending extends Origin {
  readonly endpoint: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly documents: readonly Document[]
  /** Milliseconds that it may take, with the time that it has waited for room. */
  readonly timeout: number
}

/** How a stream runs. */
export interface StreamPlan {
  readonly port: StreamPort
  readonly source: Source
  readonly ordered: boolean
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that each request may take. */
  readonly timeout: number
  /** Shares one listener among all streams with the same signal. */
  readonly abortListeners: AbortListeners
}

/** A request, and its sender. */
export interface Sending extends Origin {
  readonly endpoint: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly documents: readonly Document[]
  /** Milliseconds that it may take, with the time that it has waited for room. */
  readonly timeout: number
}
