import type { Document } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import type { GatewayEvents, GatewayLinksOptions } from './links.ts'
import type { FlowResult } from './result.ts'
import type { Documents } from './source.ts'
import type { RequestOptions, StreamOptions } from './stream-options.ts'

/** How to open a gateway. */
export interface GatewayOptions extends GatewayLinksOptions {
  /**
   * Milliseconds a request may take from here and back.
   *
   * @defaultValue 60_000
   */
  readonly timeoutRequest?: number | undefined
  /**
   * Gets requests that the gateway's own links gave up, maybe on a side branch.
   *
   * @defaultValue fails them
   */
  readonly onFailed?: GatewayEvents['onFailed'] | undefined
  /** Gets requests that were given up here: their time was up, or nobody waits for them any more. */
  readonly onAbandoned?: ((requests: readonly number[]) => void) | undefined
}

/** A gateway that is open. Each request that it sends ends in exactly one result. */
export interface Gateway {
  /** Requests that are in the Flow. */
  readonly inFlight: number
  /**
   * Sends documents through the Flow, and yields what comes of each request as it finishes. They are taken from their
   * source, and results made, only as fast as the Flow and the user go. One that fails is a result with an `error`.
   *
   * @throws FlowError `REQUEST_ENDPOINT` or `REQUEST_BATCH` at once; `REQUEST_STOPPED` if the gateway closes meanwhile.
   */
  stream(endpoint: string, documents: Documents, options?: StreamOptions): AsyncIterableIterator<FlowResult, undefined>
  /**
   * Sends documents through the Flow in one request, and returns what comes of them.
   *
   * @throws FlowError `REQUEST_…` if it fails.
   */
  request(endpoint: string, documents: readonly Document[], options?: RequestOptions): Promise<Document[]>
  /** Settles a request that was given up somewhere in the Flow; nothing if it is over already. */
  fail(request: number, error: WireError): void
  /** Settles when its links are closed; never rejects. */
  readonly ended: Promise<void>
  /** Fails what is in flight, and closes the links; may be called twice. */
  close(): Promise<void>
}
