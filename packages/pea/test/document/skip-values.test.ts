import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeValue, encodeValue } from '../../src/document/codec.ts'
import { skipValues } from '../../src/document/skip-values.ts'
import { value } from './arbitrary.ts'

it('finds where each of several values ends, whatever the values', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 5 }), fc.nat(3), (values, before) => {
      const encoded = values.map((one) => Buffer.from(encodeValue(one)))
      const bytes = Buffer.concat([Buffer.alloc(before, 0xc1), ...encoded, Buffer.of(0xc0)])
      for (const count of values.keys()) {
        const length = Buffer.concat(encoded.slice(0, count)).length
        expect(skipValues(bytes, before, count)).toBe(before + length)
      }
    }),
  )
})

it.each([
  ['a Set', { a: [new Set([1, [2]])] }],
  ['a RegExp', [/a/g, /b/]],
  ['an Error', { error: new TypeError('no', { cause: 'x' }) }],
  ['undefined in an array', [undefined, 1]],
  ['large arrays, maps, strings and bytes', largeValue()],
])('finds the end of %s', (_, value) => {
  const bytes = encodeValue(value)
  expect(skipValues(bytes, 0, 1)).toBe(bytes.length)
})

it('never goes beyond what a decoder reads, and finds the end of what one reads to the end, whatever the bytes', () => {
  const heads = fc.constantFrom(0x81, 0x92, 0xa1, 0xc4, 0xc7, 0xd4, 0xd9, 0xdc, 0xdd, 0xde, 0xdf, 0x73, 0x74, 0xff)
  const byte = fc.oneof(heads, fc.nat(255))
  fc.assert(
    fc.property(fc.array(byte, { minLength: 1, maxLength: 40 }), (array) => {
      const bytes = Buffer.from(array)
      const end = skipValues(bytes, 0, 1)
      expect(end === undefined || (end > 0 && end <= bytes.length)).toBe(true)
      if (isReadable(bytes) && !isUnskippable(array)) expect(end).toBe(bytes.length)
    }),
    { numRuns: 2_000 },
  )
})

it.each([
  ['an array of 4 billion', 'ddffffffff'],
  ['arrays of 4 billion in one another', 'ddffffffff'.repeat(1_000)],
  ['a map without its last value', '82a16101a162'],
  ['a string that is cut', 'a3616263'.slice(0, 6)],
  ['a long string without its length', 'db0000'],
  ['an extension without its type', 'c705'],
  ['the head that is never used', 'c1'],
  ['a record', 'd4720091a16105'],
  ['a Set in more than a byte', 'c7017300920102'],
])('refuses %s', (_, hex) => {
  expect(skipValues(Buffer.from(hex, 'hex'), 0, 1)).toBeUndefined()
})

function isReadable(bytes: Buffer): boolean {
  try {
    decodeValue(bytes)
    return true
  } catch {
    return false
  }
}

/** Whether bytes may hold what msgpackr reads in its own way: pointers, records, shared strings, and the head 0xc1. */
function isUnskippable(bytes: readonly number[]): boolean {
  return bytes.some((byte) => [0xc1, 0x62, 0x65, 0x69, 0x70, 0x72, 0x73, 0x78].includes(byte))
}

function largeValue(): unknown {
  const fields = Array.from({ length: 70_000 }, (_, index) => [`k${index}`, index] as const)
  return [Object.fromEntries(fields), fields.map(([key]) => key), 'x'.repeat(70_000), Buffer.alloc(70_000)]
}
