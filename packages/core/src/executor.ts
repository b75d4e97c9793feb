import type { EndpointSchemas } from './schema.ts'

/** One document: plain data. Binary values are sent as binary, not as base64. */
export interface Document {
  /** The gateway generates one if it is missing. */
  id?: string
  text?: string
  blob?: Uint8Array
  mime_type?: string
  uri?: string
  tags?: Record<string, unknown>
  /** A vector; a typed array is the most compact. */
  embedding?: Float32Array | Float64Array | number[]
  /** Pieces of this document. */
  chunks?: Document[]
  /** Search results for this document. */
  matches?: Document[]
  score?: number
  [field: string]: unknown
}

/** Writes log lines, prefixed with the id of the Pea. */
export interface ExecutorLog {
  debug(message: string, ...details: unknown[]): void
  info(message: string, ...details: unknown[]): void
  warn(message: string, ...details: unknown[]): void
  error(message: string, ...details: unknown[]): void
}

/** Describes the Pea that an executor runs in and the request that it handles. */
export interface ExecutorContext {
  readonly log: ExecutorLog
  /** The Pod's `with` option. */
  readonly with: Readonly<Record<string, unknown>>
  /** The parameters that were sent with the documents. */
  readonly parameters: Readonly<Record<string, unknown>>
  /**
   * The headers that were sent with the documents, such as `traceparent`. They go on with what the executor returns; it cannot
   * change them.
   */
  readonly headers: Readonly<Record<string, string>>
  /** The number of this replica, from 0. */
  readonly replicaId: number
  /** The number of replicas when this one was launched; `scale` may have changed it since. */
  readonly replicas: number
  /** Absolute path of the folder that relative paths start from: that of the flow file. In a container, where it is mounted. */
  readonly directory: string
  /** Path of a folder that belongs to this replica alone and survives restarts. */
  readonly workspace: string
  /** Aborts when the result of this call is no longer needed. */
  readonly signal: AbortSignal
  /**
   * Which piece of a streamed answer the documents are, if the Pod before this one streams; otherwise the first and last.
   * The end of a stream may come without documents. Then there is no call for it, and no piece was the `last`.
   */
  readonly piece: { readonly index: number; readonly last: boolean }
}

/** The documents to send on; `undefined` of a function that changed its arguments in place. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that changes documents in place has no return value
export type ExecutorResult = Document[] | undefined | void

/**
 * A streamed answer: each list of documents that it yields is sent on at once, as a piece of the answer. Documents that a
 * generator returns are the last piece.
 */
export type ExecutorStream = AsyncIterable<Document[]> | Generator<Document[], ExecutorResult, unknown>

/**
 * Handles one request: returns the documents to send on, or `undefined` if it changed its arguments in place. A generator
 * streams its answer.
 */
export type ExecutorFunction = (
  documents: Document[],
  context: ExecutorContext,
) => ExecutorResult | ExecutorStream | Promise<ExecutorResult | ExecutorStream>

/** The default export of an executor module that is not a plain function. */
export interface ExecutorObject {
  /** Runs once, before the first request; the Pea becomes ready when it returns. */
  setup?(context: ExecutorContext): unknown
  /** Runs once, after the last request. */
  teardown?(context: ExecutorContext): unknown
  /** One function per endpoint (`/index`); `default` handles all others. */
  readonly requests?: Readonly<Record<string, ExecutorFunction>>
  /** What the endpoints in `requests` take and give. An endpoint without schemas takes everything. */
  readonly schemas?: Readonly<Record<string, EndpointSchemas>>
  [field: string]: unknown
}

/** The user's code that a Pea calls. */
export type Executor = ExecutorFunction | ExecutorObject

/** The built-in executors: `_pass` returns its documents unchanged, `_merge` merges the answers of several Pods. */
export const BUILT_IN_EXECUTORS = ['_pass', '_merge'] as const
