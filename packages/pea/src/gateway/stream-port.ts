import type { Document, FlowError } from '@peaflow/core'
import type { AbortListeners } from './abort-listeners.ts'
import type { Wakeable } from './blocked-streams.ts'
import type { GatewayCounters } from './counters.ts'
import type { Requester } from './in-flight.ts'
import type { RequestSettings } from './request-settings.ts'
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
  /** Removes a stream that has ended; those of its requests that are in flight, this many, are cancelled. */
  leave(stream: OpenStream, inFlight: number): void
}

/** Where a request comes from. */
export interface Origin {
  /** Its position among its requester's requests, from 0. */
  readonly index: number
  readonly requester: Requester
  /** Milliseconds that it has waited for room. */
  readonly waited: number
}

/** How a stream runs. */
export interface StreamPlan {
  readonly port: StreamPort
  readonly source: Source
  readonly ordered: boolean
  /** Results are pieces of answers. */
  readonly pieces: boolean
  readonly signal?: AbortSignal | undefined
  readonly settings: Pick<RequestSettings, 'timeout' | 'headers'>
  readonly shared: SharedByStreams
}

/** What several streams use. */
export interface SharedByStreams {
  /** Those of its endpoint. */
  readonly counters: GatewayCounters
  /** Shares one listener among all streams with the same signal. */
  readonly abortListeners: AbortListeners
}
