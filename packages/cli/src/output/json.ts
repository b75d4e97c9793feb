/**
 * A value as one line of JSON. JSON has no bytes, vectors or big integers. Bytes become base64, vectors become arrays
 * of numbers, and an integer that a number cannot hold becomes a string.
 */
export function toJsonLine(value: unknown): string {
  return `${JSON.stringify(toPlain(value))}\n`
}

/** The value itself if JSON can represent all of it, otherwise a copy. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
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
    copy[key] = plain
  }
  return copy ?? object
}

function plainView(view: ArrayBufferView): unknown {
  if (view instanceof Uint8Array || view instanceof DataView) {
    return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64')
  }
  return plainArray(Array.from(view as Float32Array))
}
