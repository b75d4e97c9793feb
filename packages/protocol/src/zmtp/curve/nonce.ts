import { NONCE_BYTES } from './box.ts'

/** Bytes of a counter at the end of a nonce. */
export const COUNTER_BYTES = 8

/** A nonce that ends with a counter of 8 bytes, or with a random number of 16. */
export function nonceOf(prefix: string, rest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(prefix, 'latin1'), rest])
}

/** The nonces of one direction of a connection: a prefix and a counter that only increases. */
export class NonceCounter {
  /** The current nonce: valid until the next call. */
  readonly nonce = Buffer.alloc(NONCE_BYTES)
  #count: number

  /** @param count - the last counter that was used, of the same direction */
  constructor(prefix: string, count: number) {
    this.nonce.write(prefix, 'latin1')
    this.#count = count
  }

  /** Moves to the next counter, and writes it at an offset. */
  next(bytes: Buffer, at: number): void {
    this.#count += 1
    writeCounter(bytes, at, this.#count)
    this.#set(bytes, at)
  }

  /** Moves to the counter at an offset. Returns `false` for one that is not above all before: it was replayed. */
  accept(bytes: Buffer, at: number): boolean {
    const count = readCounter(bytes, at)
    if (count <= this.#count) return false
    this.#count = count
    this.#set(bytes, at)
    return true
  }

  #set(bytes: Buffer, at: number): void {
    bytes.copy(this.nonce, NONCE_BYTES - COUNTER_BYTES, at, at + COUNTER_BYTES)
  }
}

/** The counter at an offset, in network byte order. Exact up to 2^53, which no connection reaches. */
export function readCounter(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
}

/** The 8 bytes of a counter. */
export function counterBytes(count: number): Buffer {
  const bytes = Buffer.alloc(COUNTER_BYTES)
  writeCounter(bytes, 0, count)
  return bytes
}

function writeCounter(bytes: Buffer, at: number, count: number): void {
  bytes.writeUInt32BE(Math.floor(count / 2 ** 32), at)
  bytes.writeUInt32BE(count >>> 0, at + 4)
}
