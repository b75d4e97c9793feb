import { type Options, Packr } from 'msgpackr'
import { LARGEST_INLINE_PAYLOAD } from '../wire/protocol.ts'

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
const LARGE = 1_048_576

/** Bytes of a new buffer: msgpackr's own size. */
const BUFFER_BYTES = 8_192

/**
 * One value as MessagePack: mappings, lists, strings, numbers, booleans, null, binary, typed arrays and dates. As
 * JSON does, it skips fields that are `undefined` and asks objects for their `toJSON`.
 *
 * @throws Error if it holds what is no data (a function) or contains itself; `findUnsendable` says where.
 */
export function encodeValue(value: unknown): Buffer {
  const bytes = codec.pack(value)
  // Its buffer is several times as large, and every small value written into it later would keep all of it alive.
  if (bytes.length > LARGE) codec.useBuffer(Buffer.allocUnsafeSlow(BUFFER_BYTES))
  return bytes
}

/**
 * The inverse of {@link encodeValue}, for bytes from anywhere. A key `__proto__` comes out as `__proto_`, so that it
 * is nobody's prototype.
 *
 * @throws Error if the bytes are not one such value.
 */
export function decodeValue(bytes: Uint8Array): unknown {
  // What came in a pack is copied, or a document that somebody keeps would keep all of the pack: whole, because memory of
  // its own for each binary field took a quarter of the codec's time. A large payload came alone, and to copy 1 MB takes
  // 200 µs.
  return codec.unpack(bytes.length > LARGEST_INLINE_PAYLOAD ? bytes : Buffer.from(bytes))
}

function refuse(): never {
  throw new TypeError('a function is no data')
}
