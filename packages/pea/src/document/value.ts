/** Describes the type of a value for a message: `an array`, `a string`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** Whether a value is a plain object: not an array, a view of memory or a date. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return !ArrayBuffer.isView(value) && !(value instanceof Date)
}
