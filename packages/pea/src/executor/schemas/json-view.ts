/**
 * A value as a JSON Schema sees it, and as JSON shows it elsewhere in Peaflow: bytes are base64, typed arrays and Sets are
 * arrays, dates are text. The value itself if JSON can represent all of it.
 */
export function toJsonView(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return viewArray(value)
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64')
  if (ArrayBuffer.isView(value)) return viewArray(Array.from(value as Float32Array))
  if (value instanceof Set) return viewArray([...value])
  return value instanceof Date ? value.toJSON() : viewObject(value as Record<string, unknown>)
}

function viewArray(array: readonly unknown[]): readonly unknown[] {
  const views = array.map(toJsonView)
  return views.some((view, index) => view !== array[index]) ? views : array
}

function viewObject(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const views = Object.entries(object).map(([key, value]) => [key, toJsonView(value)] as const)
  return views.some(([key, view]) => view !== object[key]) ? Object.fromEntries(views) : object
}
