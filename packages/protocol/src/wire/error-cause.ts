/** What led to an error, as it travels. */
export interface WireCause {
  readonly message: string
  /** The `code` of the error, as in `ECONNREFUSED`. */
  readonly code?: string | undefined
  /** The stack trace of the user's code. */
  readonly stack?: string | undefined
  /** What led to it in turn: one error, or those that it unites. */
  readonly causes?: readonly WireCause[] | undefined
}

/**
 * The most that is sent of what led to an error: how deep the causes may be nested, how many there may be for one error,
 * how many in all, and how many characters of each string.
 */
export const MOST_CAUSES = { levels: 8, each: 8, total: 32, characters: 4_000 } as const

/** The parts of an error that its cause is restored from. */
export interface ErrorTrace {
  readonly message: string
  readonly stack?: string | undefined
  readonly causes?: readonly WireCause[] | undefined
}

/**
 * Restores the `cause` of an error that arrived: an `Error` with the stack trace of the user's code, whose own `cause` (or
 * `errors`, if there are several) led to it. `undefined` if neither arrived.
 */
export function toCause({ message, stack, causes }: ErrorTrace): Error | undefined {
  return stack === undefined && causes === undefined ? undefined : toError({ message, stack, causes })
}

/** Reads the causes from an untrusted value. What is not a cause is left out; `undefined` if none is left. */
export function readCauses(value: unknown): readonly WireCause[] | undefined {
  const causes = read(value, { level: 1, left: { count: MOST_CAUSES.total } })
  return causes.length === 0 ? undefined : causes
}

/** Whether a value from outside this process is an array of causes, within the limits. */
export function areCauses(value: unknown): value is readonly WireCause[] {
  return count(value, 1) <= MOST_CAUSES.total
}

function toError({ message, code, stack, causes = [] }: WireCause): Error {
  const errors = causes.map(toError)
  const [cause] = errors
  const error = errors.length > 1 ? new AggregateError(errors, message) : new Error(message, cause && { cause })
  // Its own stack trace would show where it was restored.
  error.stack = stack ?? `Error: ${message}`
  return code === undefined ? error : Object.assign(error, { code })
}

interface Position {
  readonly level: number
  readonly left: { count: number }
}

function read(value: unknown, { level, left }: Position): readonly WireCause[] {
  if (!Array.isArray(value) || level > MOST_CAUSES.levels) return []
  return value.slice(0, MOST_CAUSES.each).flatMap((cause: unknown) => {
    if (!isObject(cause) || typeof cause.message !== 'string' || left.count-- <= 0) return []
    const causes = read(cause.causes, { level: level + 1, left })
    return [
      {
        message: cut(cause.message),
        ...(typeof cause.code === 'string' && { code: cut(cause.code) }),
        ...(typeof cause.stack === 'string' && { stack: cut(cause.stack) }),
        ...(causes.length > 0 && { causes }),
      },
    ]
  })
}

/** The number of causes; infinite if the value exceeds another limit, or is anything else. */
function count(value: unknown, level: number): number {
  if (!Array.isArray(value) || value.length > MOST_CAUSES.each || level > MOST_CAUSES.levels)
    return Number.POSITIVE_INFINITY
  return value.reduce((sum: number, cause: unknown) => {
    if (!isObject(cause) || !isShort(cause.message)) return Number.POSITIVE_INFINITY
    const isCause = [cause.code, cause.stack].every((string) => string === undefined || isShort(string))
    if (!isCause) return Number.POSITIVE_INFINITY
    return sum + 1 + (cause.causes === undefined ? 0 : count(cause.causes, level + 1))
  }, 0)
}

function isShort(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MOST_CAUSES.characters
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function cut(string: string): string {
  return string.slice(0, MOST_CAUSES.characters)
}
