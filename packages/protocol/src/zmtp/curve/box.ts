import type { CurveKeyPair } from './key-pair.ts'
import { KEY_BYTES } from './key-pair.ts'
import type { Sodium } from './sodium.ts'

/** Bytes that a box is longer than its text. */
export const MAC_BYTES = 16

/** Bytes of a nonce: a prefix that says what the box is for, and a counter of 8 bytes or a random number of 16. */
export const NONCE_BYTES = 24

/** The constants of a block of Salsa20, `expand 32-byte k`. */
const SIGMA = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const

/** Where the constants, and the nonce and counter, are in a block of Salsa20: its words. */
const SIGMA_WORDS = [0, 5, 10, 15] as const
const NONCE_WORDS = [6, 7, 8, 9] as const

const BLOCK_BYTES = 64
const NO_NONCE = Buffer.alloc(8)

/**
 * The key of all boxes between two pairs: what `crypto_box_beforenm` returns, which sodium-native lacks. With it a box takes a
 * fiftieth of the time of `crypto_box_easy`, which computes it for each box. `undefined` if the public key is not one.
 *
 * It is HSalsa20 of the shared secret. HSalsa20 of a nonce of zeros is a block of Salsa20 with that nonce, without the
 * addition of the input at its end, which is undone here.
 */
export function sharedKey(sodium: Sodium, publicKey: Buffer, secretKey: Buffer): BoxKey | undefined {
  const secret = Buffer.alloc(KEY_BYTES)
  try {
    sodium.crypto_scalarmult(secret, secretKey, publicKey)
  } catch {
    return undefined
  }
  const block = Buffer.alloc(BLOCK_BYTES)
  sodium.crypto_stream_salsa20(block, NO_NONCE, secret)
  const key = Buffer.alloc(KEY_BYTES)
  for (const [index, word] of SIGMA_WORDS.entries()) {
    key.writeUInt32LE((block.readUInt32LE(4 * word) - (SIGMA[index] as number)) >>> 0, 4 * index)
  }
  for (const [index, word] of NONCE_WORDS.entries()) block.copy(key, 16 + 4 * index, 4 * word, 4 * word + 4)
  return new BoxKey(sodium, key)
}

/** Makes a random pair, for one connection. */
export function newPair(sodium: Sodium): CurveKeyPair {
  const pair = { publicKey: Buffer.alloc(KEY_BYTES), secretKey: Buffer.alloc(KEY_BYTES) }
  sodium.crypto_box_keypair(pair.publicKey, pair.secretKey)
  return pair
}

/** A key of boxes: text that is encrypted and authenticated. */
export class BoxKey {
  readonly bytes: Buffer
  readonly #sodium: Sodium

  constructor(sodium: Sodium, bytes: Buffer) {
    this.bytes = bytes
    this.#sodium = sodium
  }

  /** A box with this text. */
  seal(text: Buffer, nonce: Buffer): Buffer {
    const box = Buffer.alloc(MAC_BYTES + text.length)
    const [mac, sealed] = [box.subarray(0, MAC_BYTES), box.subarray(MAC_BYTES)]
    this.#sodium.crypto_secretbox_detached(sealed, mac, text, nonce, this.bytes)
    return box
  }

  /** The text of a box; `undefined` if it was not sealed with this key and nonce. */
  open(box: Buffer, nonce: Buffer): Buffer | undefined {
    if (box.length < MAC_BYTES) return undefined
    const [mac, sealed] = [box.subarray(0, MAC_BYTES), box.subarray(MAC_BYTES)]
    const text = Buffer.alloc(sealed.length)
    return this.#sodium.crypto_secretbox_open_detached(text, sealed, mac, nonce, this.bytes) ? text : undefined
  }
}
