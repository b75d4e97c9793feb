/** Whether a value from outside this process is what it has to be. */
export type Check = (value: unknown) => boolean

/** The checks of the fields that an object must have, by their names. Other fields are not looked at. */
export type Fields = Readonly<Record<string, Check>>

/** Whether this is a string. */
export function isString(value: unknown): value is string {
  return typeof value === 'string'
}

/** Whether this is `true` or `false`. */
export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

/** Whether this is a whole number from 0 that is exact. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** Whether this is an object, and no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether this is one of some values. */
export function isOneOf(...values: readonly unknown[]): Check {
  return (value) => values.includes(value)
}

/** Whether a field is missing, or passes a check. */
export function optional(check: Check): Check {
  return (value) => value === undefined || check(value)
}

/** Whether this is an array of at most so many elements, which all pass a check. */
export function isArrayOf(check: Check, most = Number.POSITIVE_INFINITY): Check {
  return (value) => Array.isArray(value) && value.length <= most && value.every(check)
}

/** Whether this is the number of a port, or 0. */
export const isPort: Check = (value) => isCount(value) && value < 65_536

/** Whether this is a key or a hash: 64 hexadecimal digits. */
export const isSecret: Check = (value) => isString(value) && /^[0-9a-f]{64}$/.test(value)

/** Whether this is a proof: 32 hexadecimal digits. */
export const isProof: Check = (value) => isString(value) && /^[0-9a-f]{32}$/.test(value)

/** Whether this is an array of the numbers of requests, or of their attempts. */
export const isRequests = isArrayOf(isCount)

/** Checks that a value is an object whose fields pass their checks. */
export function fields(checks: Fields): Check {
  return (value) => isObject(value) && Object.entries(checks).every(([name, check]) => check(value[name]))
}
