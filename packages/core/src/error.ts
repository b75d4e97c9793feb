/** Who has to act: whoever wrote the Flow, owns the machine, or wrote the executor or sent the request. */
export type ErrorPrefix = 'CONFIG' | 'TOPOLOGY' | 'ADDRESS' | 'LAUNCH' | 'REQUEST'

/** A stable name for one kind of mistake or failure; `docs/errors.md` lists every one of ours. */
export type ErrorCode = `${ErrorPrefix}_${string}`

/** What a {@link FlowError} carries besides its code and message. */
export interface FlowErrorOptions {
  /** What to do about it. */
  readonly hint?: string | undefined
  /** What was caught, if this error explains another. */
  readonly cause?: unknown
}

/** The one class of error that Peaflow throws. */
export class FlowError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: FlowErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'FlowError'
    this.code = code
    this.hint = options.hint
  }
}
