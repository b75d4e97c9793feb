import { LARGEST_INLINE_PAYLOAD, noteDecoded, sendPool } from '@peaflow/protocol'
import type { Options } from 'msgpackr'
import { addExtension, Packr } from 'msgpackr/pack'
import { holdsRenamedKey, toObjects } from './prototype-key.ts'
import { Slab } from './slab.ts'
import { replaceSurrogates } from './surrogates.ts'
import { findUnsendable } from './unsendable.ts'

// Plain MessagePack without msgpackr's records, so that any language can read it. `moreTypes` preserves typed arrays.
// Binary values are read as views.
const options: Options = {
  useRecords: false,
  mapsAsObjects: true,
  moreTypes: true,
  copyBuffers: false,
  writeFunction: refuse,
}

/**
 * What msgpackr's type declarations lack: large integers become a `bigint`, and fields that are `undefined` are skipped. Of
 * `skipValues`, msgpackr calls `includes` only, once for each field; that of an array is slower.
 */
const undeclaredOptions = { int64AsType: 'auto', skipValues: { includes: (value: unknown) => value === undefined } }

const codec = new Packr(Object.assign(options, undeclaredOptions))

// msgpackr reads this option only for an integer of more than 64 bits, for which MessagePack has no type.
Object.defineProperty(codec, 'largeBigIntToFloat', {
  get: () => {
    throw new RangeError('an integer has more than 64 bits')
  },
})

/** Whether a Map was encoded since this was last reset. msgpackr reads the option for each Map, and for nothing else. */
let hasMap = false
Object.defineProperty(codec, 'mapAsEmptyObject', {
  get: () => {
    hasMap = true
    return false
  },
})

// A promise would become an empty object.
addExtension({
  Class: Promise,
  write: () => {
    throw new TypeError('a promise is not data')
  },
})

/** Decodes maps to Maps, for values in which `__proto__` is a key. */
const mapCodec = new Packr(Object.assign({}, options, undeclaredOptions, { mapsAsObjects: false }))

const UNDERSCORE = 0x5f

/** The shortest value. */
const NIL = Buffer.from([0xc0])

/** What small encoded values are written to. */
let written = Slab.next()
codec.useBuffer(written.memory)

/** Bytes of a buffer that copies of received values share. Each of them may retain the whole buffer. */
const COPIES = 16_384

/** Received values of up to this many bytes share a buffer. */
const SMALL = COPIES / 4

/**
 * Encodes a value as MessagePack: objects, arrays, strings, numbers, booleans, null, binary, typed arrays and dates. Like
 * JSON, it skips fields that are `undefined` and calls `toJSON` of objects. A lone surrogate becomes U+FFFD.
 *
 * @param room - an upper bound of the encoded size in bytes, for large values; left to itself, msgpackr allocates four times
 * as much
 * @throws Error if the value holds a function or a Map with an object as a key, contains itself, or is nested too deeply;
 * `findUnsendable` finds the path.
 */
export function encodeValue(value: unknown, room = 0): Buffer {
  if (room > 0) codec.useBuffer(sendPool.acquire(room))
  else if (written.isFull) replaceSlab()
  hasMap = false
  const bytes = codec.pack(value)
  // Decoders refuse such a key, and so would fail at a Pea that did not make it.
  if (hasMap && findUnsendable(value, '') !== undefined) throw new TypeError('a key is an object')
  replaceSurrogates(bytes)
  if (written.holds(bytes)) {
    written.retain(1)
    written.end = bytes.byteOffset + bytes.length
  } else if (room > 0) resumeSlab()
  else replaceSlab()
  return bytes
}

/**
 * The memory of the value that was encoded last, if it can be reused: to be released exactly once, when the value is no longer
 * needed.
 */
export function slabOf(bytes: Uint8Array): Slab | undefined {
  return written.holds(bytes) ? written : undefined
}

function replaceSlab(): void {
  written.release()
  written = Slab.next()
  resumeSlab()
}

function resumeSlab(): void {
  codec.useBuffer(written.memory)
  Reflect.set(codec, 'position', written.end)
}

/**
 * The inverse of {@link encodeValue}, safe for untrusted bytes. A key `__proto__` is a key like any other.
 *
 * @throws Error if the bytes are not one such value.
 */
export function decodeValue(bytes: Uint8Array): unknown {
  const { length } = bytes
  noteDecoded(length)
  // A large payload has a frame of its own. Copying 1 MB would take 200 µs.
  if (length > LARGEST_INLINE_PAYLOAD) return decodeLarge(bytes)
  if (length === 0 || length > SMALL) {
    const own = Buffer.from(bytes)
    return named(codec.unpack(own), own)
  }
  const start = copies.put(bytes)
  return named(codec.unpack(copies.memory, { start, end: start + length }), bytes)
}

function decodeLarge(bytes: Uint8Array): unknown {
  const value = named(codec.unpack(bytes), bytes)
  codec.unpack(NIL) // msgpackr retains the bytes that it decoded last
  return value
}

/**
 * A decoded value whose keys are named as they are in the bytes. Most bytes hold no underscore, and the search for one takes
 * 20 ns for 1 KB.
 */
function named(value: unknown, bytes: Uint8Array): unknown {
  if (bytes.indexOf(UNDERSCORE) < 0 || !holdsRenamedKey(value)) return value
  return toObjects(mapCodec.unpack(Buffer.from(bytes)))
}

/**
 * Holds copies of payloads that arrived in a pack: a view would retain the whole pack for as long as a document lives. The
 * copies share a buffer, because a buffer for each took a quarter of the codec's time.
 */
class Copies {
  memory = Buffer.allocUnsafeSlow(COPIES)
  #used = 0

  /** Copies bytes, and returns their offset. */
  put(bytes: Uint8Array): number {
    if (this.#used + bytes.length > COPIES) {
      this.memory = Buffer.allocUnsafeSlow(COPIES)
      this.#used = 0
    }
    const start = this.#used
    this.memory.set(bytes, start)
    this.#used += bytes.length
    return start
  }
}

const copies = new Copies()

function refuse(): never {
  throw new TypeError('a function is not data')
}
