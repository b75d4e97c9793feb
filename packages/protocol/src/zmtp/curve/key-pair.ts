import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'

/** Bytes of each key of CURVE, and of a seed for a pair. */
export const KEY_BYTES = 32

/** A pair of X25519 keys, 32 bytes each. */
export interface CurveKeyPair {
  readonly publicKey: Buffer
  readonly secretKey: Buffer
}

/** What a CURVE client needs: a pair of its own, which it may make for each connection, and the public key of its server. */
export interface CurveClientKeys extends CurveKeyPair {
  readonly serverKey: Buffer
}

/** What precedes the 32 bytes of a secret key in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex')

/** Makes a random pair. */
export function newCurveKeyPair(): CurveKeyPair {
  return toPair(generateKeyPairSync('x25519').privateKey)
}

/**
 * Derives a pair from 32 bytes: always the same, and the one that `crypto_box_seed_keypair` of libsodium derives.
 *
 * @throws RangeError if the seed has another length.
 */
export function deriveCurveKeyPair(seed: Uint8Array): CurveKeyPair {
  if (seed.length !== KEY_BYTES)
    throw new RangeError(`the seed of a key pair has ${KEY_BYTES} bytes, not ${seed.length}`)
  const secretKey = createHash('sha512').update(seed).digest().subarray(0, KEY_BYTES)
  const key = Buffer.concat([PKCS8_PREFIX, secretKey])
  return toPair(createPrivateKey({ key, format: 'der', type: 'pkcs8' }))
}

/** Both encodings end with the key itself. */
function toPair(privateKey: KeyObject): CurveKeyPair {
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' })
  const open = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  return { publicKey: Buffer.from(open.subarray(-KEY_BYTES)), secretKey: Buffer.from(secret.subarray(-KEY_BYTES)) }
}

/** @throws RangeError if one is not 32 bytes long. */
export function requireKeys(...keys: readonly Buffer[]): void {
  for (const { length } of keys) {
    if (length !== KEY_BYTES) throw new RangeError(`a key of CURVE has ${KEY_BYTES} bytes, not ${length}`)
  }
}
