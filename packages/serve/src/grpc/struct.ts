/** A message `google.protobuf.Struct`: an object of JSON. */
export interface Struct {
  readonly fields?: Readonly<Record<string, Value>>
}

/** A message `google.protobuf.Value`: one of these, or none for `null`. */
interface Value {
  readonly nullValue?: unknown
  readonly numberValue?: number
  readonly stringValue?: string
  readonly boolValue?: boolean
  readonly structValue?: Struct
  readonly listValue?: { readonly values?: readonly Value[] }
}

/** What a Struct holds. */
export function fromStruct({ fields = {} }: Struct): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fromValue(value)]))
}

/**
 * An object as a Struct, which has what JSON has: binary data becomes base64, vectors and sets become lists, maps become objects, dates become
 * strings, and so do integers that a number cannot hold. Fields that are `undefined` are left out.
 */
export function toStruct(object: Readonly<Record<string, unknown>>): Struct {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined)
  return { fields: Object.fromEntries(entries.map(([name, value]) => [name, toValue(value)])) }
}

function fromValue(value: Value): unknown {
  if (value.structValue) return fromStruct(value.structValue)
  if (value.listValue) return (value.listValue.values ?? []).map(fromValue)
  return value.stringValue ?? value.numberValue ?? value.boolValue ?? null
}

function toValue(value: unknown): Value {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'number') return { numberValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'bigint') return toInteger(value)
  return typeof value === 'object' && value !== null ? toObjectValue(value) : { nullValue: 'NULL_VALUE' }
}

function toInteger(value: bigint): Value {
  const number = Number(value)
  return Number.isSafeInteger(number) ? { numberValue: number } : { stringValue: String(value) }
}

function toObjectValue(value: object): Value {
  if (value instanceof Date) return { stringValue: value.toJSON() ?? '' }
  if (value instanceof Uint8Array || value instanceof DataView) return { stringValue: toBase64(value) }
  if (value instanceof ArrayBuffer) return { stringValue: Buffer.from(value).toString('base64') }
  if (ArrayBuffer.isView(value)) return toList(Array.from(value as Float32Array))
  if (Array.isArray(value)) return toList(value)
  if (value instanceof Set) return toList([...value])
  return { structValue: toStruct(value instanceof Map ? Object.fromEntries(value) : { ...value }) }
}

function toList(values: readonly unknown[]): Value {
  return { listValue: { values: values.map(toValue) } }
}

function toBase64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}
