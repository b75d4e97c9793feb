/**
 * A value as one line of JSON. Of what JSON does not know, bytes become base64, vectors become lists of numbers, and a
 * large integer that a number cannot hold becomes a text.
 */
export function toJsonLine(value: unknown): string {
  return `${JSON.stringify(toPlain(value))}\n`
}

/** The value itself if JSON knows all of it, otherwise a copy. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return plainList(value)
  if (ArrayBuffer.isView(value)) return plainView(value)
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('base64')
  if (value instanceof Map) return toPlain(Object.fromEntries(value))
  if (value instanceof Set) return toPlain([...value])
  return value instanceof Date ? value : plainObject(value as Record<string, unknown>)
}

function plainList(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let index = 0; index < list.length; index++) {
    const plain = toPlain(list[index])
    if (plain === list[index]) continue
    copy ??= [...list]
    copy[index] = plain
  }
  return copy ?? list
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
  return plainList(Array.from(view as Float32Array))
}
