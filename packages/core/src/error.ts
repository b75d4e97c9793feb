/**
 * Says where the fix belongs: `CONFIG`, `TOPOLOGY` and `ADDRESS` in the Flow or the command line, `LAUNCH` on the
 * machine, `REQUEST` in the executor or the request.
 */
export type ErrorPrefix = 'CONFIG' | 'TOPOLOGY' | 'ADDRESS' | 'LAUNCH' | 'REQUEST'

/** A stable name for one kind of error; `docs/errors.md` lists all that Peaflow throws. */
export type ErrorCode = `${ErrorPrefix}_${string}`

/** The optional fields of a {@link FlowError}. */
export interface FlowErrorOptions {
  /** How to fix it, in one sentence. */
  readonly hint?: string | undefined
  /** The underlying error. */
  readonly cause?: unknown
  /** The Pod in which it happened. */
  readonly pod?: string | undefined
  /** The id of the Pea in which it happened, or that did not respond. */
  readonly pea?: string | undefined
}

/** The only error class that Peaflow throws. */
export class FlowError extends Error {
  readonly code: ErrorCode
  /** How to fix it, in one sentence. */
  readonly hint: string | undefined
  /** The Pod in which it happened, if it happened in one. */
  readonly pod: string | undefined
  /** The id of the Pea in which it happened, or that did not respond. */
  readonly pea: string | undefined

  constructor(code: ErrorCode, message: string, options: FlowErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'FlowError'
    this.code = code
    this.hint = options.hint
    this.pod = options.pod
    this.pea = options.pea
  }
}

const EXIT_CODES = { CONFIG: 2, TOPOLOGY: 2, ADDRESS: 2, LAUNCH: 1, REQUEST: 1 } as const satisfies Record<
  ErrorPrefix,
  number
>

/** Whether a caught value is a {@link FlowError}, including one from another copy of this package. */
export function isFlowError(caught: unknown): caught is FlowError {
  // A bundle contains its own copy of the class, so `instanceof` would miss its errors.
  return (
    caught instanceof Error && caught.name === 'FlowError' && 'code' in caught && prefixOf(caught.code) !== undefined
  )
}

/** The exit code of a command that failed with this error: 2 if its input is wrong, otherwise 1. */
export function exitCodeOf(caught: unknown): 1 | 2 {
  const prefix = isFlowError(caught) ? prefixOf(caught.code) : undefined
  return prefix === undefined ? 1 : EXIT_CODES[prefix]
}

function prefixOf(code: unknown): ErrorPrefix | undefined {
  if (typeof code !== 'string') return undefined
  const prefix = code.slice(0, code.indexOf('_'))
  return Object.hasOwn(EXIT_CODES, prefix) ? (prefix as ErrorPrefix) : undefined
}
