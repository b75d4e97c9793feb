import { type Options, Packr } from 'msgpackr'

/** Options that msgpackr has, and its types lack. */
interface CodecOptions extends Omit<Options, 'int64AsType'> {
  readonly int64AsType: 'auto'
  readonly skipValues: readonly unknown[]
}

// Plain MessagePack: no records, so that any language reads it. `moreTypes` keeps typed arrays what they are, and
// copies let go of the message that binary came in.
const options: CodecOptions = {
  useRecords: false,
  mapsAsObjects: true,
  moreTypes: true,
  copyBuffers: true,
  int64AsType: 'auto',
  skipValues: [undefined],
  writeFunction: refuse,
}

const codec = new Packr(options as unknown as Options)

/**
 * One value as MessagePack: mappings, lists, strings, numbers, booleans, null, binary, typed arrays and dates. As
 * JSON does, it skips fields that are `undefined` and asks objects for their `toJSON`.
 *
 * @throws Error if it holds what is no data (a function) or contains itself; `findUnsendable` says where.
 */
export function encodeValue(value: unknown): Buffer {
  return codec.pack(value)
}

/**
 * The inverse of {@link encodeValue}, for bytes from anywhere. A key `__proto__` comes out as `__proto_`, so that it
 * is nobody's prototype.
 *
 * @throws Error if the bytes are not one such value.
 */
export function decodeValue(bytes: Uint8Array): unknown {
  return codec.unpack(bytes)
}

function refuse(): never {
  throw new TypeError('a function is no data')
}
