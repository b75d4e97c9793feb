import type { Document, FlowError } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import type { GatewayStatistics } from './counters.ts'
import type { GatewayEvents, GatewayLinksOptions } from './links.ts'
import type { OpenRequest, OpenRequests } from './open-requests.ts'
import type { FlowResult } from './result.ts'
import type { Documents } from './source.ts'
import type { RequestOptions, StreamOptions } from './stream-options.ts'

/** How to open a gateway. */
export interface GatewayOptions extends GatewayLinksOptions {
  /**
   * Milliseconds from when a request enters the Flow to its answer.
   *
   * @defaultValue 60_000
   */
  readonly timeoutRequest?: number | undefined
  /**
   * Called for requests that the gateway's own links gave up, possibly on a side branch.
   *
   * @defaultValue fails them
   */
  readonly onFailed?: GatewayEvents['onFailed'] | undefined
  /**
   * Finds out where requests are that are out of time, and that no Pea has reported: what their errors say.
   *
   * @defaultValue their errors say that no Pea has reported them
   */
  readonly locate?: ((late: readonly OpenRequest[]) => Promise<(request: number) => string>) | undefined
  /** Called when the reader of a streamed answer is behind, and when it has caught up or the request has ended. */
  readonly onSuspended?: ((request: number, isSuspended: boolean) => void) | undefined
  /** Called for requests that were abandoned here: they timed out, or their caller stopped waiting. */
  readonly onAbandoned?: ((requests: readonly number[]) => void) | undefined
  /**
   * Says why the Flow takes no request to an endpoint. Called for every request and stream.
   *
   * @defaultValue every endpoint is taken
   */
  readonly refuseEndpoint?: ((endpoint: string) => FlowError | undefined) | undefined
}

/** An open gateway. Each request that it sends ends in exactly one result. */
export interface Gateway {
  /** Number of requests that are in the Flow. */
  readonly inFlight: number
  /** Number of requests, or streams of them, that wait until the Flow takes more. */
  readonly backlog: number
  /**
   * Sends documents through the Flow, and yields the result of each request as it finishes. Documents are read from their
   * source only as fast as the Flow takes requests and the caller takes results. A request that fails yields a result with
   * an `error`.
   *
   * @throws FlowError `REQUEST_ENDPOINT` or `REQUEST_BATCH` at once; `REQUEST_STOPPED` if the gateway closes before the stream ends.
   */
  stream(endpoint: string, documents: Documents, options?: StreamOptions): AsyncIterableIterator<FlowResult, undefined>
  /**
   * Sends documents through the Flow in one request, and returns the documents of the answer.
   *
   * @throws FlowError `REQUEST_…` if it fails.
   */
  request(endpoint: string, documents: readonly Document[], options?: RequestOptions): Promise<Document[]>
  /** Fails a request that was given up elsewhere in the Flow. Does nothing if the request has ended. */
  fail(request: number, error: WireError): void
  /** The requests that have no answer, to find and retry those that no Pea holds any more. */
  readonly openRequests: OpenRequests
  /** What it has done so far, by endpoint. */
  statistics(): GatewayStatistics
  /** Settles when its links are closed; never rejects. */
  readonly ended: Promise<void>
  /** Fails all requests in flight and closes the links. May be called twice. */
  close(): Promise<void>
}
