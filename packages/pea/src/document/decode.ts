import { MAX_DEPTH } from './limits.ts'
import { Reader } from './reader.ts'
import { TIMESTAMP_EXTENSION, toDate } from './timestamp.ts'
import { TYPED_ARRAY_EXTENSION, toTypedArray } from './typed-array.ts'

// Decoding never waits, so that one reader serves every payload of this thread.
const reader = new Reader()

/**
 * The inverse of `encodeValue`, for bytes from anywhere: what is no MessagePack, has keys that are no strings, unknown
 * extensions or too much depth, or goes on after its end, throws; whatever it is, it costs no more memory than its
 * size warrants. A key `__proto__` is a key like any other.
 *
 * @throws Error if the bytes are not one such value.
 */
export function decodeValue(bytes: Uint8Array): unknown {
  reader.begin(bytes)
  const value = read(0)
  if (reader.left() > 0) throw new RangeError('it goes on after its end')
  return value
}

function read(depth: number): unknown {
  const token = reader.uint8()
  if (token < 0x80) return token
  if (token < 0x90) return readMapping(token & 0x0f, depth + 1)
  if (token < 0xa0) return readList(token & 0x0f, depth + 1)
  if (token < 0xc0) return reader.string(token & 0x1f)
  if (token >= 0xe0) return token - 0x100
  return (READERS[token - 0xc0] as (depth: number) => unknown)(depth)
}

/** How what follows the tokens from 0xc0 to 0xdf is read. */
const READERS: readonly ((depth: number) => unknown)[] = [
  () => null,
  () => {
    throw new TypeError('it holds the byte 0xc1, which MessagePack never uses')
  },
  () => false,
  () => true,
  () => reader.binary(reader.uint8()),
  () => reader.binary(reader.uint16()),
  () => reader.binary(reader.uint32()),
  () => readExtension(reader.uint8()),
  () => readExtension(reader.uint16()),
  () => readExtension(reader.uint32()),
  () => reader.float32(),
  () => reader.float64(),
  () => reader.uint8(),
  () => reader.uint16(),
  () => reader.uint32(),
  () => reader.uint64(),
  () => reader.int8(),
  () => reader.int16(),
  () => reader.int32(),
  () => reader.int64(),
  () => readExtension(1),
  () => readExtension(2),
  () => readExtension(4),
  () => readExtension(8),
  () => readExtension(16),
  () => reader.string(reader.uint8()),
  () => reader.string(reader.uint16()),
  () => reader.string(reader.uint32()),
  (depth) => readList(reader.uint16(), depth + 1),
  (depth) => readList(reader.uint32(), depth + 1),
  (depth) => readMapping(reader.uint16(), depth + 1),
  (depth) => readMapping(reader.uint32(), depth + 1),
]

function readList(length: number, depth: number): unknown[] {
  checkRoom(length, depth)
  const list = new Array<unknown>(length)
  for (let i = 0; i < length; i++) list[i] = read(depth)
  return list
}

function readMapping(size: number, depth: number): Record<string, unknown> {
  checkRoom(size * 2, depth)
  const mapping: Record<string, unknown> = {}
  for (let i = 0; i < size; i++) {
    const key = readKey()
    if (key === '__proto__') setOwn(mapping, read(depth))
    else mapping[key] = read(depth)
  }
  return mapping
}

function readKey(): string {
  const token = reader.uint8()
  if (token >= 0xa0 && token < 0xc0) return reader.key(token & 0x1f)
  if (token === 0xd9) return reader.string(reader.uint8())
  if (token === 0xda) return reader.string(reader.uint16())
  if (token === 0xdb) return reader.string(reader.uint32())
  throw new TypeError('it holds a mapping whose keys are not strings')
}

/** An assignment would give the mapping another prototype. */
function setOwn(mapping: Record<string, unknown>, value: unknown): void {
  Object.defineProperty(mapping, '__proto__', { value, configurable: true, enumerable: true, writable: true })
}

function readExtension(length: number): unknown {
  const type = reader.int8()
  if (type === TYPED_ARRAY_EXTENSION && length > 0) {
    const code = reader.uint8()
    const array = toTypedArray(code, reader.copy(length - 1))
    if (array !== undefined) return array
  }
  if (type === TIMESTAMP_EXTENSION) {
    const date = toDate(reader.copy(length))
    if (date !== undefined) return date
  }
  throw new TypeError(`it holds an unknown extension of type ${type}`)
}

/** Each value takes at least one byte, so that a list can be no longer than what is left. */
function checkRoom(values: number, depth: number): void {
  if (depth > MAX_DEPTH) throw new RangeError(`it is nested deeper than ${MAX_DEPTH} levels`)
  if (values > reader.left()) throw new RangeError('it ends too early')
}
