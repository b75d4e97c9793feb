/** One document: plain data. Binary values travel as binary. */
export interface Document {
  id?: string
  text?: string
  blob?: Uint8Array
  mime_type?: string
  uri?: string
  tags?: Record<string, unknown>
  /** A vector, of shape `[dimensions]`. */
  embedding?: Float32Array | Float64Array | number[]
  chunks?: Document[]
  matches?: Document[]
  score?: number
  [field: string]: unknown
}

/** Where an executor writes what it wants a person to read. */
export interface ExecutorLog {
  debug(message: string, ...details: unknown[]): void
  info(message: string, ...details: unknown[]): void
  warn(message: string, ...details: unknown[]): void
  error(message: string, ...details: unknown[]): void
}

/** What an executor is told about the Pea it runs in and the request it serves. */
export interface ExecutorContext {
  readonly log: ExecutorLog
  /** The Pod's `with`. */
  readonly with: Readonly<Record<string, unknown>>
  /** What the sender of the request passed beside the documents. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** Which replica this is, from 0. */
  readonly replicaId: number
  /** How many there were when this one was launched; `scale` may have changed that since. */
  readonly replicas: number
  /** A folder of this replica's own, that survives restarts. */
  readonly workspace: string
  /** Aborts when nobody waits for this call any more. */
  readonly signal: AbortSignal
}

/** Serves one request: returns the documents that replace those given, or nothing if it changed them in place. */
export type ExecutorFunction = (
  documents: Document[],
  context: ExecutorContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: an executor that changes documents in place returns nothing
) => Document[] | undefined | void | Promise<Document[] | undefined | void>

/** The default export of an executor module, when it is no plain function. */
export interface ExecutorObject {
  /** Runs once before the first request; the Pea is ready when it is done. */
  setup?(context: ExecutorContext): unknown
  /** Runs once after the last request. */
  teardown?(context: ExecutorContext): unknown
  /** By endpoint (`/index`); `default` serves every other. */
  readonly requests?: Readonly<Record<string, ExecutorFunction>>
  [member: string]: unknown
}

/** The user's code that a Pea runs. */
export type Executor = ExecutorFunction | ExecutorObject

/** The executors of Peaflow's own, as `uses` names them: `_pass` hands on what it gets, `_merge` unites parts. */
export const BUILT_IN_EXECUTORS = ['_pass', '_merge'] as const
