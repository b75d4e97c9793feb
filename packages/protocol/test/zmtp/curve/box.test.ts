import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import sodium from 'sodium-native'
import { describe, expect, it } from 'vitest'
import { BoxKey, NONCE_BYTES, newPair, sharedKey } from '../../../src/zmtp/curve/box.ts'
import { type CurveKeyPair, deriveCurveKeyPair, newCurveKeyPair } from '../../../src/zmtp/curve/key-pair.ts'

/** What libsodium does itself, to compare with. */
interface Reference {
  crypto_box_easy(box: Buffer, text: Buffer, nonce: Buffer, publicKey: Buffer, secretKey: Buffer): void
  crypto_box_seed_keypair(publicKey: Buffer, secretKey: Buffer, seed: Buffer): void
}
const reference = sodium as unknown as Reference

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map((one) => Buffer.from(one))

/** Public keys of low order: with them, everybody would compute the same shared key. */
const LOW_ORDER = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]

function sharedBy(mine: CurveKeyPair, theirs: CurveKeyPair): BoxKey {
  const key = sharedKey(sodium, theirs.publicKey, mine.secretKey)
  expect(key).toBeInstanceOf(BoxKey)
  return key as BoxKey
}

describe('a box', () => {
  it('is that of libsodium, and opens at the other end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), bytes(NONCE_BYTES), (content, nonce) => {
        const text = Buffer.from(content)
        const [mine, theirs] = [newPair(sodium), newPair(sodium)]
        const box = sharedBy(mine, theirs).seal(text, nonce)
        const expected = Buffer.alloc(box.length)
        reference.crypto_box_easy(expected, text, nonce, theirs.publicKey, mine.secretKey)
        expect(box.equals(expected)).toBe(true)
        expect(sharedBy(theirs, mine).open(box, nonce)?.equals(text)).toBe(true)
      }),
    )
  })

  it('does not open if a bit of it, of its nonce or of its key is wrong, or if it is cut', () => {
    const [nonce, key] = [randomBytes(NONCE_BYTES), randomBytes(32)]
    const box = new BoxKey(sodium, key).seal(Buffer.from('hello'), nonce)
    const flipped = (original: Buffer, bit: number) => {
      const copy = Buffer.from(original)
      const at = Math.floor(bit / 8) % copy.length
      copy[at] = (copy[at] as number) ^ (1 << (bit % 8))
      return copy
    }
    fc.assert(
      fc.property(fc.nat(), (bit) => {
        expect(new BoxKey(sodium, key).open(flipped(box, bit), nonce)).toBeUndefined()
        expect(new BoxKey(sodium, key).open(box, flipped(nonce, bit))).toBeUndefined()
        expect(new BoxKey(sodium, flipped(key, bit)).open(box, nonce)).toBeUndefined()
        expect(new BoxKey(sodium, key).open(box.subarray(0, bit % box.length), nonce)).toBeUndefined()
      }),
    )
    expect(String(new BoxKey(sodium, key).open(box, nonce))).toBe('hello')
  })

  it.each(LOW_ORDER)('has no key with the public key %s', (publicKey) => {
    expect(sharedKey(sodium, Buffer.from(publicKey, 'hex'), newPair(sodium).secretKey)).toBeUndefined()
  })
})

describe('a key pair', () => {
  it('from a seed is the one that libsodium derives', () => {
    fc.assert(
      fc.property(bytes(32), (seed) => {
        const expected = { publicKey: Buffer.alloc(32), secretKey: Buffer.alloc(32) }
        reference.crypto_box_seed_keypair(expected.publicKey, expected.secretKey, seed)
        expect(deriveCurveKeyPair(seed)).toEqual(expected)
      }),
    )
  })

  it.each([0, 31, 33])('cannot be derived from %i bytes', (length) => {
    expect(() => deriveCurveKeyPair(Buffer.alloc(length))).toThrow(RangeError)
  })

  it('is a new one each time, whose ends agree', () => {
    const [one, other] = [newCurveKeyPair(), newCurveKeyPair()]
    expect(one.secretKey.equals(other.secretKey)).toBe(false)
    expect(sharedBy(one, other).bytes.equals(sharedBy(other, one).bytes)).toBe(true)
  })
})
