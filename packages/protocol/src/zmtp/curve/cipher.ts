import { MAX_UNPOOLED_BYTES } from '../../memory/buffer-pool.ts'
import { COMMAND, type FrameHeader, MORE } from '../frame.ts'
import { MAC_BYTES } from './box.ts'
import { COUNTER_BYTES, type NonceCounter } from './nonce.ts'
import type { Sodium } from './sodium.ts'

/** The name of the command that carries each frame. */
const NAME = Buffer.from('\x07MESSAGE', 'latin1')

const COUNTER = NAME.length
const MAC = COUNTER + COUNTER_BYTES
const FLAGS = MAC + MAC_BYTES

/** Bytes of a sealed frame before its payload. */
export const SEALED_BYTES = FLAGS + 1

/** Bits of the flags inside of a sealed frame. */
const SEALED_MORE = 1
const SEALED_COMMAND = 2

/** What a {@link Cipher} needs besides libsodium. */
export interface CipherKeys {
  readonly key: Buffer
  readonly outgoing: NonceCounter
  readonly incoming: NonceCounter
}

/**
 * Encrypts and decrypts the frames of one connection, in place: each becomes a MESSAGE of CURVE, in a frame without flags, as
 * libzmq sends it.
 *
 * @see https://rfc.zeromq.org/spec/26/#message-command
 */
export class Cipher {
  /** The flags of the frame that was opened last. */
  flags = 0
  readonly #sodium: Sodium
  readonly #keys: CipherKeys

  constructor(sodium: Sodium, keys: CipherKeys) {
    this.#sodium = sodium
    this.#keys = keys
  }

  /** Seals a frame whose payload is at an offset. What precedes a payload takes the `SEALED_BYTES` before it. */
  seal(memory: Buffer, payloadAt: number, { flags, length }: FrameHeader): void {
    const { key, outgoing } = this.#keys
    const at = payloadAt - SEALED_BYTES
    NAME.copy(memory, at)
    outgoing.next(memory, at + COUNTER)
    memory[at + FLAGS] = ((flags & MORE) !== 0 ? SEALED_MORE : 0) | ((flags & COMMAND) !== 0 ? SEALED_COMMAND : 0)
    const text = memory.subarray(at + FLAGS, payloadAt + length)
    this.#sodium.crypto_secretbox_detached(text, memory.subarray(at + MAC, at + FLAGS), text, outgoing.nonce, key)
  }

  /**
   * Opens a sealed frame and returns its payload, in the same memory; sets {@link Cipher.flags}. Returns `undefined` if
   * the frame is malformed, forged or replayed.
   */
  open(body: Buffer): Buffer | undefined {
    const { key, incoming } = this.#keys
    if (body.length < SEALED_BYTES || body.compare(NAME, 0, NAME.length, 0, NAME.length) !== 0) return undefined
    if (!incoming.accept(body, COUNTER)) return undefined
    const text = body.subarray(FLAGS)
    const mac = body.subarray(MAC, FLAGS)
    if (!this.#sodium.crypto_secretbox_open_detached(text, text, mac, incoming.nonce, key)) return undefined
    const sealed = body[FLAGS] as number
    this.flags = ((sealed & SEALED_MORE) !== 0 ? MORE : 0) | ((sealed & SEALED_COMMAND) !== 0 ? COMMAND : 0)
    return toPayload(body)
  }
}

/** A buffer of a pool can be released only at its start, so the payload is moved there: for 1 MB that takes a tenth of opening it. */
function toPayload(body: Buffer): Buffer {
  if (body.length <= MAX_UNPOOLED_BYTES) return body.subarray(SEALED_BYTES)
  body.copyWithin(0, SEALED_BYTES)
  return body.subarray(0, body.length - SEALED_BYTES)
}
