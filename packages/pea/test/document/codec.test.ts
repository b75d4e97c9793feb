import fc from 'fast-check'
import { Packr } from 'msgpackr'
import { describe, expect, it } from 'vitest'
import { decodeValue, encodeValue } from '../../src/document/codec.ts'
import { value } from './arbitrary.ts'

const TYPED_ARRAYS = [
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
]

describe('encodeValue', () => {
  it('is undone by decodeValue, whatever the value', () => {
    fc.assert(
      fc.property(value, (value) => {
        expect(decodeValue(encodeValue(value))).toStrictEqual(toPlain(value))
      }),
    )
  })

  it('agrees with another codec', () => {
    const other = new Packr({ useRecords: false, mapsAsObjects: true, moreTypes: true })
    fc.assert(
      fc.property(value, (value) => {
        const plain = toPlain(value)
        fc.pre(!holdsBig(plain))
        expect(other.unpack(Uint8Array.from(encodeValue(value)))).toEqual(plain)
        expect(decodeValue(other.pack(plain))).toStrictEqual(plain)
      }),
    )
  })

  it.each(TYPED_ARRAYS.map((type) => [type.name, type] as const))('preserves a %s', (_, type) => {
    const array = new type(3).fill((type.name.startsWith('Big') ? 7n : 7) as never)
    expect(decodeValue(encodeValue({ array, list: [array] }))).toStrictEqual({ array, list: [array] })
  })

  it('preserves binary, in memory of its own', () => {
    const encoded = encodeValue({ blob: new Uint8Array([1, 2]) })
    const { blob } = decodeValue(encoded) as { blob: Uint8Array }
    expect([...blob]).toEqual([1, 2])
    expect(blob.buffer).not.toBe(encoded.buffer)
  })

  it('does not copy the binary of a large payload', () => {
    const encoded = encodeValue({ blob: Buffer.alloc(100_000, 7) })
    const { blob } = decodeValue(encoded) as { blob: Uint8Array }
    expect(blob.buffer).toBe(encoded.buffer)
    expect(blob).toHaveLength(100_000)
  })

  it('is MessagePack that any language can read', () => {
    expect(encodeValue({ a: [1, 'b', null, true] }).toString('hex')).toBe('81a1619401a162c0c3')
    expect(encodeValue(new Float32Array([1])).toString('hex')).toBe('c70574070000803f')
  })

  it('skips undefined fields, and calls toJSON', () => {
    const value = { gone: undefined, url: new URL('tcp://there:1'), map: new Map([['a', 1]]) }
    expect(decodeValue(encodeValue(value))).toStrictEqual({ url: 'tcp://there:1', map: { a: 1 } })
  })

  it('never overwrites what it has returned', () => {
    const values = Array.from({ length: 2_000 }, (_, i) => ({ id: i, text: String(i).repeat(i % 90) }))
    const encoded = values.map(encodeValue)
    expect(() => encodeValue({ half: 'written', broken: () => {} })).toThrow()
    expect(encoded.map(decodeValue)).toEqual(values)
  })
})

describe('decodeValue', () => {
  it('throws an Error or returns a value, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeValue(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: 5_000 },
    )
  })

  it('throws for every truncated value', () => {
    const whole = encodeValue({
      id: 'a',
      n: [1, 300, 1e9, -5, 1.5, 2 ** 40],
      e: new Float32Array(3),
      t: 'x'.repeat(40),
    })
    for (let length = 0; length < whole.length; length++) expect(() => decodeValue(whole.subarray(0, length))).toThrow()
  })

  it.each([
    ['a list of four billion', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['twenty lists of 32 million in each other', Array.from({ length: 20 }, () => [0xdd, 1, 0xff, 0xff, 0xff]).flat()],
    ['a mapping of four billion', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ['a string of four billion', [0xdb, 0xff, 0xff, 0xff, 0xff]],
    ['binary of four billion', [0xc6, 0xff, 0xff, 0xff, 0xff]],
    ['a typed array of four billion', [0xc9, 0xff, 0xff, 0xff, 0xff, 0x74, 7]],
    ['more than one value', [1, 1]],
    ['nothing', []],
    ['lists nested a million times', new Array(1e6).fill(0x91)],
  ])('refuses %s, at no cost of memory', (_, bytes) => {
    const before = process.memoryUsage.rss()
    expect(() => decodeValue(Uint8Array.from(bytes))).toThrow()
    expect(process.memoryUsage.rss() - before).toBeLessThan(64e6)
  })

  it('never sets a prototype from a key __proto__', () => {
    const value = decodeValue(encodeValue(JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}')))
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect((value as { polluted?: true }).polluted).toBeUndefined()
  })
})

/** The value as it is decoded: an object without a prototype gets the usual one, a string loses lone surrogates, -0 its sign. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value)
  if (Object.is(value, -0)) return 0
  if (Array.isArray(value)) return value.map(toPlain)
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value) || value instanceof Date) return value
  const fields = Object.entries(value).map(([key, entry]) => [wellFormed(key), toPlain(entry)])
  return Object.fromEntries(fields)
}

/** Codecs differ in the type that they decode large integers to. */
function holdsBig(value: unknown): boolean {
  if (typeof value === 'bigint') return true
  return (
    typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && Object.values(value).some(holdsBig)
  )
}

function wellFormed(text: string): string {
  return Buffer.from(text).toString()
}
