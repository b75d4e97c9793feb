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
  /**
   * Small strings that travel with each request, down the Flow and back: `traceparent`, `tracestate`, `baggage`,
   * `idempotency-key`, or any other name of lower-case letters, digits and hyphens. Executors read them as `ctx.headers`. At most
   * 64, of 8 KiB in all.
   *
   * @defaultValue {}
   */
  readonly headers?: Readonly<Record<string, string>> | undefined
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
   * Whether each result says how long its request has waited, and was called, in each Pod.
   *
   * @defaultValue false
   */
  readonly times?: boolean | undefined
  /**
   * Whether to yield results in the order of their requests, not as they finish.
   *
   * @defaultValue false
   */
  readonly ordered?: boolean | undefined
  /**
   * Whether to yield the pieces of a streamed answer as they come, each as a result with `piece`, instead of all of its
   * documents as one result. The last piece may have no documents. Executors that stream wait for a reader that is behind.
   * Once a piece has been read, the request is not given again if a Pea dies that works for it: it fails.
   *
   * @defaultValue false
   */
  readonly pieces?: boolean | undefined
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

/**
 * Checks where a request goes and how long it may take.
 *
 * @throws FlowError `REQUEST_ENDPOINT` or `REQUEST_TIME_LIMIT` if one of them is not valid, and what `refuse` returns.
 */
export function checkRequest(
  { endpoint, timeout }: { readonly endpoint: string; readonly timeout: number },
  refuse?: (endpoint: string) => FlowError | undefined,
): void {
  checkEndpoint(endpoint)
  checkTimeout(timeout)
  const refused = refuse?.(endpoint)
  if (refused !== undefined) throw refused
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
