/** Any of JavaScript's typed arrays. */
export type TypedArray = InstanceType<(typeof TYPED_ARRAYS)[number]>

/** The MessagePack extension type of a typed array: one byte says which, then come its elements, little-endian. */
export const TYPED_ARRAY_EXTENSION = 0x74

/** The byte that says which is the position here; msgpackr numbers them in the same way. */
export const TYPED_ARRAYS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const

const CODES: ReadonlyMap<string, number> = new Map(TYPED_ARRAYS.map((type, code) => [type.name, code]))

/** The byte that says which typed array a view is; nothing for plain bytes, which travel as MessagePack's binary. */
export function typedArrayCode(view: ArrayBufferView): number | undefined {
  // By name, not by class: an array that another realm made (a `vm` context) is of another class.
  const name = (view as Partial<TypedArray>)[Symbol.toStringTag]
  return name === undefined || name === 'Uint8Array' ? undefined : CODES.get(name)
}

/** The typed array of a code over the bytes of its elements; nothing if they are of no such array. */
export function toTypedArray(code: number, bytes: Uint8Array<ArrayBuffer>): TypedArray | undefined {
  const type = TYPED_ARRAYS[code]
  if (type === undefined || bytes.length % type.BYTES_PER_ELEMENT !== 0) return undefined
  return new type(bytes.buffer)
}
