import { expect, it } from 'vitest'
import { encodeValue, slabOf } from '../../src/document/codec.ts'

/** Encodes a value of 1 KB, and remembers what it holds. */
function encode(n: number) {
  const bytes = encodeValue(Buffer.alloc(1_024, n))
  return { bytes, copy: Buffer.from(bytes), slab: slabOf(bytes) }
}

const encodeMany = () => Array.from({ length: 200 }, (_, n) => encode(n))

it('writes small values to memory that is reused once all of them have been released, and not before', () => {
  const held = encodeMany()
  const [first] = held
  const neighbours = held.filter(({ slab }) => slab === first?.slab)
  expect(neighbours.length).toBeGreaterThan(50)
  for (const { slab } of neighbours.slice(1)) slab?.release()
  expect(encodeMany().some(({ slab }) => slab === first?.slab)).toBe(false)
  expect(first?.bytes.equals(first.copy)).toBe(true)
  first?.slab?.release()
  expect(encodeMany().some(({ slab }) => slab === first?.slab)).toBe(true)
})

it('leaves the values that follow one which does not fit, or which cannot be sent, as they are', () => {
  const values: { bytes: Buffer; copy: Buffer }[] = []
  for (let n = 0; n < 300; n += 1) {
    const bytes = encodeValue(Buffer.alloc(n % 7 === 0 ? 60_000 : 100, n), n % 5 === 0 ? 64_000 : 0)
    values.push({ bytes, copy: Buffer.from(bytes) })
    if (n % 3 === 0) expect(() => encodeValue([`${n}`, () => undefined])).toThrow()
  }
  expect(values.filter(({ bytes, copy }) => !bytes.equals(copy))).toEqual([])
})
