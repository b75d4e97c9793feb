import { Buffer } from 'node:buffer'

/** Strings shorter than this are put together here; that costs less than asking Node. */
const SHORT_LENGTH = 12

/** Keys up to this length are remembered: a field's name comes with every document. */
const KEY_LENGTH = 24

const KEY_SLOTS = 512

/** Binary in a payload up to this size is copied, so that keeping it does not keep the whole message in memory. */
const COPIED_BYTES = 32_768

interface Key {
  readonly bytes: Uint8Array
  readonly text: string
}

/** Reads the pieces that MessagePack is made of; throws at every step past the end, whatever lengths the bytes claim. */
export class Reader {
  readonly #keys = new Array<Key | undefined>(KEY_SLOTS).fill(undefined)
  #bytes: Buffer = Buffer.alloc(0)
  #viewed: DataView | undefined
  #at = 0

  begin(bytes: Uint8Array): void {
    const { buffer, byteOffset, length } = bytes
    this.#bytes = bytes instanceof Buffer ? bytes : Buffer.from(buffer, byteOffset, length)
    this.#viewed = undefined
    this.#at = 0
  }

  /** Bytes that are left. */
  left(): number {
    return this.#bytes.length - this.#at
  }

  uint8(): number {
    return this.#bytes[this.#take(1)] as number
  }

  uint16(): number {
    const at = this.#take(2)
    return ((this.#bytes[at] as number) << 8) | (this.#bytes[at + 1] as number)
  }

  uint32(): number {
    return this.int32() >>> 0
  }

  int8(): number {
    return (this.uint8() << 24) >> 24
  }

  int16(): number {
    return (this.uint16() << 16) >> 16
  }

  int32(): number {
    return (this.uint16() << 16) | this.uint16()
  }

  float32(): number {
    return this.#view().getFloat32(this.#take(4))
  }

  float64(): number {
    return this.#view().getFloat64(this.#take(8))
  }

  uint64(): number | bigint {
    return narrow(this.#view().getBigUint64(this.#take(8)))
  }

  int64(): number | bigint {
    return narrow(this.#view().getBigInt64(this.#take(8)))
  }

  /** The next bytes: a copy, or, out of a large payload, a view. */
  binary(length: number): Uint8Array {
    return this.#bytes.length > COPIED_BYTES ? this.#next(length) : this.copy(length)
  }

  copy(length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#next(length))
  }

  string(length: number): string {
    const start = this.#take(length)
    const bytes = this.#bytes
    if (length >= SHORT_LENGTH) return bytes.toString(undefined, start, this.#at)
    let text = ''
    for (let at = start; at < this.#at; at++) {
      const byte = bytes[at] as number
      if (byte > 0x7f) return bytes.toString(undefined, start, this.#at)
      text += String.fromCharCode(byte)
    }
    return text
  }

  /** A string that came before, most likely. */
  key(length: number): string {
    if (length > KEY_LENGTH) return this.string(length)
    const start = this.#take(length)
    let hash = length
    for (let at = start; at < this.#at; at++) hash = (hash * 31 + (this.#bytes[at] as number)) | 0
    const slot = hash & (KEY_SLOTS - 1)
    const known = this.#keys[slot]
    if (known !== undefined && this.#matches(known.bytes, start)) return known.text
    const text = this.#bytes.toString(undefined, start, this.#at)
    this.#keys[slot] = { bytes: Uint8Array.prototype.slice.call(this.#bytes, start, this.#at), text }
    return text
  }

  /** Made when it is needed: most documents hold no float, and then it would cost a tenth of the pace. */
  #view(): DataView {
    this.#viewed ??= new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length)
    return this.#viewed
  }

  #next(length: number): Uint8Array {
    const { buffer, byteOffset } = this.#bytes
    return new Uint8Array(buffer, byteOffset + this.#take(length), length)
  }

  #matches(known: Uint8Array, start: number): boolean {
    if (known.length !== this.#at - start) return false
    for (let i = 0; i < known.length; i++) if (known[i] !== this.#bytes[start + i]) return false
    return true
  }

  #take(length: number): number {
    const start = this.#at
    if (length > this.#bytes.length - start) throw new RangeError('it ends too early')
    this.#at = start + length
    return start
  }
}

function narrow(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
