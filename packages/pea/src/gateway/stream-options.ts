import { FlowError } from '@peaflow/core'
import { MAX_ENDPOINT_BYTES } from '@peaflow/protocol'

/** How to send one request. */
export interface RequestOptions {
  /**
   * What executors get as `parameters`.
   *
   * @defaultValue {}
   */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined
  /** Aborts it: nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined
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
   * Whether results come in the order of their requests, or as they finish.
   *
   * @defaultValue false
   */
  readonly ordered?: boolean | undefined
}

/** @throws FlowError `REQUEST_ENDPOINT` if no request can go there. */
export function checkEndpoint(endpoint: string): void {
  if (endpoint.startsWith('/') && Buffer.byteLength(endpoint) <= MAX_ENDPOINT_BYTES) return
  throw new FlowError('REQUEST_ENDPOINT', `"${endpoint.slice(0, 300)}" is no endpoint`, {
    hint: endpoint.startsWith('/') ? `It may have ${MAX_ENDPOINT_BYTES} bytes` : `Did you mean "/${endpoint}"?`,
  })
}

/** @throws FlowError `REQUEST_BATCH` if no request can have so many documents. */
export function checkBatch(batch: number): void {
  if (Number.isSafeInteger(batch) && batch > 0) return
  throw new FlowError('REQUEST_BATCH', `batch is ${batch}, but a request has a whole number of documents, at least 1`)
}

/** @throws FlowError `REQUEST_DOCUMENT` if these are no list, as plain JavaScript may hand over. */
export function checkDocuments(documents: unknown): void {
  if (Array.isArray(documents)) return
  throw new FlowError(
    'REQUEST_DOCUMENT',
    `expected a list of documents, got ${documents === null ? 'null' : typeof documents}`,
    {
      hint: 'Put a single document into a list: [document]',
    },
  )
}
