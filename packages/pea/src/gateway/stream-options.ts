import { FlowError } from '@peaflow/core'
import { MAX_ENDPOINT_BYTES } from '@peaflow/protocol'

/** How to send one request. */
export interface RequestOptions {
  /**
   * Passed to executors as `ctx.parameters`.
   *
   * @defaultValue {}
   */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined
  /** Cancels the request, or the stream: every Pea drops it, and the signals of running calls abort. */
  readonly signal?: AbortSignal | undefined
  /**
   * Milliseconds that the request, or each request of the stream, may take. They count from the call of `request`, and for
   * a stream from when the request's turn has come, also while it waits for room in the Flow.
   *
   * @defaultValue the Flow's `timeoutRequest`
   */
  readonly timeout?: number | undefined
}

/** How to send a stream of documents. */
export interface StreamOptions extends RequestOptions {
  /**
   * The most documents in one request.
   *
   * @defaultValue 100
   */
  readonly batch?: number | undefined
  /**
   * Whether to yield results in the order of their requests, not as they finish.
   *
   * @defaultValue false
   */
  readonly ordered?: boolean | undefined
}

/** @throws FlowError `REQUEST_ENDPOINT` if the endpoint does not start with `/` or is too long. */
export function checkEndpoint(endpoint: string): void {
  if (endpoint.startsWith('/') && Buffer.byteLength(endpoint) <= MAX_ENDPOINT_BYTES) return
  throw new FlowError('REQUEST_ENDPOINT', `"${endpoint.slice(0, 300)}" is not an endpoint`, {
    hint: endpoint.startsWith('/')
      ? `An endpoint has at most ${MAX_ENDPOINT_BYTES} bytes`
      : `Did you mean "/${endpoint}"?`,
  })
}

/** @throws FlowError `REQUEST_BATCH` if it is not a whole number of at least 1. */
export function checkBatch(batch: number): void {
  if (Number.isSafeInteger(batch) && batch > 0) return
  throw new FlowError('REQUEST_BATCH', `batch is ${batch}, but must be a whole number of at least 1`)
}

/** @throws FlowError `REQUEST_ENDPOINT` or `REQUEST_TIME_LIMIT` if one of them is not valid. */
export function checkRequest(endpoint: string, timeout: number): void {
  checkEndpoint(endpoint)
  checkTimeout(timeout)
}

/** @throws FlowError `REQUEST_TIME_LIMIT` if it is not a number above 0. */
function checkTimeout(timeout: number): void {
  if (typeof timeout === 'number' && timeout > 0) return
  throw new FlowError('REQUEST_TIME_LIMIT', `timeout is ${timeout}, but must be a number of milliseconds above 0`)
}

/** @throws FlowError `REQUEST_DOCUMENT` if it is not an array; plain JavaScript may pass anything. */
export function checkDocuments(documents: unknown): void {
  if (Array.isArray(documents)) return
  throw new FlowError(
    'REQUEST_DOCUMENT',
    `expected an array of documents, got ${documents === null ? 'null' : typeof documents}`,
    {
      hint: 'Put a single document into an array: [document]',
    },
  )
}
