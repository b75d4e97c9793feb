import { LARGEST_INLINE_PAYLOAD, noteDecoded, written } from '@peaflow/protocol'
import type { Options } from 'msgpackr'
import { Packr } from 'msgpackr/pack'

/** Options that msgpackr has, and its types lack. */
interface CodecOptions extends Omit<Options, 'int64AsType'> {
  readonly int64AsType: 'auto'
  readonly skipValues: readonly unknown[]
}

// Plain MessagePack: no records, so that any language reads it. `moreTypes` keeps typed arrays what they are. Binary is
// read as views.
const options = {
  useRecords: false,
  mapsAsObjects: true,
  moreTypes: true,
  copyBuffers: false,
  int64AsType: 'auto',
  skipValues: [undefined],
  writeFunction: refuse,
} satisfies CodecOptions

const codec = new Packr(options as unknown as Options)

/** Bytes of a value above which the buffer that it was written into is let go. */
const LARGE = 65_536

/**
 * Bytes of memory that values share: those that were written, which are soon gone, and those that were read, each of
 * which may keep all of it. With msgpackr's own 8 KB, to make memory took as long as to use it.
 */
const WRITTEN = 65_536
const SLAB = 16_384
codec.useBuffer(Buffer.allocUnsafeSlow(WRITTEN))

/** Bytes of a value up to which it is worth a share. */
const SMALL = SLAB / 4

/**
 * One value as MessagePack: mappings, lists, strings, numbers, booleans, null, binary, typed arrays and dates. As
 * JSON does, it skips fields that are `undefined` and asks objects for their `toJSON`.
 *
 * @param room - bytes that it may take, where they are known to be many: msgpackr makes four times as much room for what it
 * has to find out by itself
 * @throws Error if it holds what is no data (a function) or contains itself; `findUnsendable` says where.
 */
export function encodeValue(value: unknown, room = 0): Buffer {
  if (room > 0) codec.useBuffer(written.take(room))
  const bytes = codec.pack(value)
  // Every small value that is written behind it would keep all of it alive.
  if (room > 0 || bytes.length > LARGE) codec.useBuffer(Buffer.allocUnsafeSlow(SLAB))
  return bytes
}

/**
 * The inverse of {@link encodeValue}, for bytes from anywhere. A key `__proto__` comes out as `__proto_`, so that it
 * is nobody's prototype.
 *
 * @throws Error if the bytes are not one such value.
 */
export function decodeValue(bytes: Uint8Array): unknown {
  const { length } = bytes
  noteDecoded(length)
  // A large payload came alone, and to copy 1 MB takes 200 µs.
  if (length > LARGEST_INLINE_PAYLOAD) return codec.unpack(bytes)
  if (length === 0 || length > SMALL) return codec.unpack(Buffer.from(bytes))
  const start = slab.put(bytes)
  return codec.unpack(slab.memory, { start, end: start + length })
}

/**
 * What came in a pack is copied, or a document that somebody keeps would keep all of the pack. The copies share memory,
 * because memory of its own for each, or even for each binary field, took a quarter of the codec's time.
 */
class Slab {
  memory = Buffer.allocUnsafeSlow(SLAB)
  #used = 0

  /** Copies bytes, and returns where they begin. */
  put(bytes: Uint8Array): number {
    if (this.#used + bytes.length > SLAB) {
      this.memory = Buffer.allocUnsafeSlow(SLAB)
      this.#used = 0
    }
    const start = this.#used
    this.memory.set(bytes, start)
    this.#used += bytes.length
    return start
  }
}

const slab = new Slab()

function refuse(): never {
  throw new TypeError('a function is no data')
}
