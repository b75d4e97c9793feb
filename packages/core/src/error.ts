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

const EXIT_CODES = { CONFIG: 2, TOPOLOGY: 2, ADDRESS: 2, LAUNCH: 1, REQUEST: 1 } as const satisfies Record<
  ErrorPrefix,
  number
>

/** Whether something caught is a {@link FlowError}, also one of another copy of this package. */
export function isFlowError(caught: unknown): caught is FlowError {
  // A bundle carries a copy of the class, so `instanceof` would not know its errors.
  return (
    caught instanceof Error && caught.name === 'FlowError' && 'code' in caught && prefixOf(caught.code) !== undefined
  )
}

/** The exit code of a command that ended with this error: 2 if its input is wrong, 1 for every other. */
export function exitCodeOf(caught: unknown): 1 | 2 {
  const prefix = isFlowError(caught) ? prefixOf(caught.code) : undefined
  return prefix === undefined ? 1 : EXIT_CODES[prefix]
}

function prefixOf(code: unknown): ErrorPrefix | undefined {
  if (typeof code !== 'string') return undefined
  const prefix = code.slice(0, code.indexOf('_'))
  return Object.hasOwn(EXIT_CODES, prefix) ? (prefix as ErrorPrefix) : undefined
}
