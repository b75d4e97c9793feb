import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readU48, writeU48 } from '../../src/wire/number.ts'
import { stringBytes, writeString } from '../../src/wire/short-string.ts'

it('reads a number of six bytes as it was written, little endian', () => {
  const bytes = Buffer.alloc(8)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (value) => {
      writeU48(bytes, value, 1)
      expect([readU48(bytes, 1), bytes.readUIntLE(1, 6)]).toEqual([value, value])
    }),
  )
})

it('writes any string as Buffer does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (value) => {
      const length = stringBytes(value)
      const bytes = Buffer.alloc(length + 1)
      expect(length).toBe(Buffer.byteLength(value))
      expect(writeString(bytes, value, 1)).toBe(length)
      expect(bytes.subarray(1).equals(Buffer.from(value))).toBe(true)
    }),
  )
})
