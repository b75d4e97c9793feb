import { MAX_DEPTH } from './limits.ts'
import { fromDate, TIMESTAMP_EXTENSION } from './timestamp.ts'
import { TYPED_ARRAY_EXTENSION, typedArrayCode } from './typed-array.ts'
import { Writer } from './writer.ts'

// Encoding never waits, so that one writer serves every payload of this thread.
const writer = new Writer()

/**
 * One value as MessagePack: mappings, lists, strings, numbers, booleans, null, binary, typed arrays and dates. As
 * JSON does, it skips fields that are `undefined` and asks objects for their `toJSON`.
 *
 * @throws Error if it holds what is no data (a function) or is nested too deep; `findUnsendable` says where.
 */
export function encodeValue(value: unknown): Buffer {
  writer.begin()
  write(value, 0)
  return writer.end()
}

function write(value: unknown, depth: number): void {
  if (typeof value === 'string') writer.string(value)
  else if (typeof value === 'number') writer.number(value)
  else if (typeof value === 'boolean') writer.boolean(value)
  else if (value === null || value === undefined) writer.nil()
  else if (typeof value === 'object') writeObject(value, depth + 1)
  else if (typeof value === 'bigint') writer.bigint(value)
  else throw new TypeError(`a ${typeof value} is no data`)
}

function writeObject(value: object, depth: number): void {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deep')
  if (Array.isArray(value)) writeList(value, depth)
  else if (isPlain(value)) writeMapping(value, depth)
  else if (ArrayBuffer.isView(value)) writeView(value)
  else if (value instanceof ArrayBuffer) writer.binary(new Uint8Array(value))
  else if (value instanceof Date) writeDate(value)
  else if (value instanceof Map) writeMapping(Object.fromEntries(value), depth)
  else if (value instanceof Set) writeList([...value], depth)
  else writeInstance(value, depth)
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function writeInstance(instance: object, depth: number): void {
  const { toJSON } = instance as { toJSON?: unknown }
  if (typeof toJSON === 'function') write(toJSON.call(instance), depth)
  else writeMapping(instance, depth)
}

function writeList(list: readonly unknown[], depth: number): void {
  writer.list(list.length)
  for (let i = 0; i < list.length; i++) write(list[i], depth)
}

function writeMapping(mapping: object, depth: number): void {
  const keys = Object.keys(mapping)
  const values = mapping as Readonly<Record<string, unknown>>
  let size = keys.length
  for (const key of keys) if (values[key] === undefined) size--
  writer.mapping(size)
  for (const key of keys) {
    const value = values[key]
    if (value === undefined) continue
    writer.string(key)
    write(value, depth)
  }
}

function writeView(view: ArrayBufferView): void {
  const code = typedArrayCode(view)
  if (code === undefined) writer.binary(view)
  else writer.extension(TYPED_ARRAY_EXTENSION, view, code)
}

function writeDate(date: Date): void {
  // As in JSON, a date that is none is null.
  if (Number.isNaN(date.getTime())) writer.nil()
  else writer.extension(TIMESTAMP_EXTENSION, fromDate(date))
}
