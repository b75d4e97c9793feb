// The part of MessagePack that headers consist of. A codec for all of it would take longer to load than a Pea that only
// relays takes to start.

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Reads values of MessagePack one after another. Each method throws a RangeError if something else, or nothing, is there. */
export class HeadersReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  /** The number of entries of a map, which follow. */
  map(): number {
    return this.#length({ short: 0x80, mask: 0xf0, long: [undefined, 0xde, 0xdf] })
  }

  /** The number of elements of an array, which follow. */
  array(): number {
    return this.#length({ short: 0x90, mask: 0xf0, long: [undefined, 0xdc, 0xdd] })
  }

  string(): string {
    const length = this.#length({ short: 0xa0, mask: 0xe0, long: [0xd9, 0xda, 0xdb] })
    const from = this.#move(length)
    return utf8.decode(this.#bytes.subarray(from, from + length))
  }

  /** A float, or a whole number that is not negative. */
  number(): number {
    const marker = this.#view.getUint8(this.#move(1))
    if (marker < 0x80) return marker
    const read = NUMBERS.get(marker)
    if (read === undefined) throw new RangeError('not a number')
    return read[1](this.#view, this.#move(read[0]))
  }

  #length({ short, mask, long }: Markers): number {
    const marker = this.#view.getUint8(this.#move(1))
    if ((marker & mask) === short) return marker & ~mask & 0xff
    const size = long.indexOf(marker)
    if (size === 0) return this.#view.getUint8(this.#move(1))
    if (size === 1) return this.#view.getUint16(this.#move(2))
    if (size === 2) return this.#view.getUint32(this.#move(4))
    throw new RangeError('another type')
  }

  #move(bytes: number): number {
    const from = this.#at
    if (from + bytes > this.#bytes.length) throw new RangeError('too short')
    this.#at = from + bytes
    return from
  }
}

/** The markers of a type: one that holds a short length, and those that a length of 1, 2 or 4 bytes follows. */
interface Markers {
  readonly short: number
  readonly mask: number
  readonly long: readonly (number | undefined)[]
}

const NUMBERS: ReadonlyMap<number, readonly [bytes: number, read: (view: DataView, at: number) => number]> = new Map([
  [0xca, [4, (view, at) => view.getFloat32(at)]],
  [0xcb, [8, (view, at) => view.getFloat64(at)]],
  [0xcc, [1, (view, at) => view.getUint8(at)]],
  [0xcd, [2, (view, at) => view.getUint16(at)]],
  [0xce, [4, (view, at) => view.getUint32(at)]],
])

/** Writes values of MessagePack one after another. */
export class HeadersWriter {
  readonly #chunks: Uint8Array[] = []

  /** Begins a map of fewer than 65,536 entries, which follow. */
  map(entries: number): void {
    this.#chunks.push(entries < 16 ? Buffer.of(0x80 | entries) : Buffer.of(0xde, entries >> 8, entries & 0xff))
  }

  string(text: string): void {
    const bytes = Buffer.from(text)
    const { length } = bytes
    if (length < 32) this.#chunks.push(Buffer.of(0xa0 | length), bytes)
    else if (length < 256) this.#chunks.push(Buffer.of(0xd9, length), bytes)
    else this.#chunks.push(Buffer.of(0xda, length >> 8, length & 0xff), bytes)
  }

  /** An array of two float 64. */
  pair(numbers: readonly [number, number]): void {
    const bytes = Buffer.allocUnsafe(19)
    bytes[0] = 0x92
    for (const [index, number] of numbers.entries()) {
      bytes[1 + 9 * index] = 0xcb
      bytes.writeDoubleBE(number, 2 + 9 * index)
    }
    this.#chunks.push(bytes)
  }

  end(): Buffer {
    return Buffer.concat(this.#chunks)
  }
}
