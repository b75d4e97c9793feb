/**
 * Stands in a string for an integer that a number cannot hold, until the digits are written. It is random, so that no
 * string of a user has it.
 */
const INTEGER = `integer ${Math.random()}${Math.random()} `
const INTEGERS = new RegExp(`"${INTEGER}(-?\\d+)"`, 'g')

/**
 * A value as one line of JSON. JSON has no bytes and no vectors: bytes become base64, vectors become arrays of numbers.
 * Integers of any size are plain digits.
 *
 * @throws RangeError for a value that is nested too deep.
 */
export function toJsonLine(value: unknown): string {
  return `${toSafeJson(toPlain(value))}\n`
}

/** JSON without a character that a terminal may take for a command: JSON itself escapes only some of those. */
export function toSafeJson(value: unknown): string {
  const json = JSON.stringify(value)
  const text = json.includes(INTEGER) ? json.replace(INTEGERS, '$1') : json
  return /[\u007f-\u009f]/.test(text) ? text.replace(/[\u007f-\u009f]/g, toEscape) : text
}

function toEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** The value itself if JSON can represent all of it, otherwise a copy. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : `${INTEGER}${value}`
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return plainArray(value)
  if (ArrayBuffer.isView(value)) return plainView(value)
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('base64')
  if (value instanceof Map) return toPlain(Object.fromEntries(value))
  if (value instanceof Set) return toPlain([...value])
  return value instanceof Date ? value : plainObject(value as Record<string, unknown>)
}

function plainArray(array: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let index = 0; index < array.length; index++) {
    const plain = toPlain(array[index])
    if (plain === array[index]) continue
    copy ??= [...array]
    copy[index] = plain
  }
  return copy ?? array
}

function plainObject(object: Record<string, unknown>): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined
  for (const key of Object.keys(object)) {
    const plain = toPlain(object[key])
    if (plain === object[key]) continue
    copy ??= { ...object }
    // Not by assignment, which for `__proto__` would set the prototype.
    Object.defineProperty(copy, key, { value: plain, enumerable: true, configurable: true, writable: true })
  }
  return copy ?? object
}

function plainView(view: ArrayBufferView): unknown {
  if (view instanceof Uint8Array || view instanceof DataView) {
    return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64')
  }
  return plainArray(Array.from(view as Float32Array))
}
