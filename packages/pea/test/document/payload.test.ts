import fc from 'fast-check'
import { pack, Unpackr } from 'msgpackr'
import { describe, expect, it } from 'vitest'
import { decodeValue } from '../../src/document/decode.ts'
import { encodeValue } from '../../src/document/encode.ts'
import { decodePayload, encodePayload } from '../../src/document/payload.ts'
import { TYPED_ARRAYS } from '../../src/document/typed-array.ts'

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array(),
  fc.date({ noInvalidDate: true }),
  fc.float32Array(),
  fc.float64Array(),
  fc.int16Array(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value')),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value')),
  ),
}))

describe('encodeValue', () => {
  it('is undone by decodeValue, whatever the value', () => {
    fc.assert(
      fc.property(value, (value) => {
        expect(decodeValue(encodeValue(value))).toStrictEqual(toPlain(value))
      }),
    )
  })

  it('writes what another library reads, and reads what it writes', () => {
    const other = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'auto' as 'number' })
    const shared = fc
      .jsonValue({ noUnicodeString: false })
      .filter((value) => !JSON.stringify(value).includes('__proto'))
    fc.assert(
      fc.property(shared, (value) => {
        expect(other.unpack(encodeValue(value))).toEqual(value)
        expect(decodeValue(pack(value))).toEqual(value)
      }),
    )
  })

  it.each(TYPED_ARRAYS.map((type) => [type.name, type] as const))('keeps a %s what it is', (_, type) => {
    const array = new type(3).fill((type.name.startsWith('Big') ? 7n : 7) as never)
    expect(decodeValue(encodeValue({ array, list: [array] }))).toStrictEqual({ array, list: [array] })
  })

  it('keeps lengths at each border of the format', () => {
    for (const length of [0, 15, 16, 31, 32, 255, 256, 2_047, 2_048, 32_767, 65_535, 65_536, 70_000]) {
      const fields = Object.fromEntries(Array.from({ length }, (_, i) => [`k${i}`, i]))
      const value = { text: 'x'.repeat(length), wide: 'ä€'.repeat(length), bytes: new Uint8Array(length), fields }
      expect(decodeValue(encodeValue(value))).toStrictEqual(value)
      const list = new Array(length).fill(7)
      expect(decodeValue(encodeValue(list))).toStrictEqual(list)
    }
  })

  it('skips undefined fields, and asks objects for their JSON form', () => {
    const value = { gone: undefined, url: new URL('tcp://there:1'), set: new Set([1]), map: new Map([['a', 1]]) }
    expect(decodeValue(encodeValue(value))).toStrictEqual({ url: 'tcp://there:1', set: [1], map: { a: 1 } })
  })

  it('never writes again where it has written', () => {
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

  it('throws at every cut of what is whole', () => {
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
    ['a mapping of four billion', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ['a string of four billion', [0xdb, 0xff, 0xff, 0xff, 0xff]],
    ['binary of four billion', [0xc6, 0xff, 0xff, 0xff, 0xff]],
    ['a typed array of four billion', [0xc9, 0xff, 0xff, 0xff, 0xff, 0x74, 7]],
    ['an extension of no length', [0xc7, 0, 0x74]],
    ['a record of msgpackr', [0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0x01]],
    ['a half element', [0xc7, 4, 0x74, 7, 1, 2, 3]],
    ['a number as key', [0x81, 1, 1]],
    ['more than one value', [1, 1]],
    ['nothing', []],
    ['the byte that is never used', [0xc1]],
    ['lists nested a million times', new Array(1e6).fill(0x91)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeValue(Uint8Array.from(bytes))).toThrow()
  })

  it('gives a key called __proto__ to nobody as prototype', () => {
    const value = decodeValue(encodeValue(JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}')))
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect((value as { polluted?: true }).polluted).toBeUndefined()
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true},"constructor":1}')
  })

  it('copies small binary out of its message, and leaves large where it is', () => {
    const small = encodeValue(new Uint8Array(10))
    expect((decodeValue(small) as Uint8Array).buffer).not.toBe(small.buffer)
    const large = encodeValue(new Uint8Array(1e6))
    expect((decodeValue(large) as Uint8Array).buffer).toBe(large.buffer)
  })
})

describe('encodePayload', () => {
  const encode = (documents: unknown[], parameters = {}) => encodePayload({ documents: documents as [], parameters })
  const circle: Record<string, unknown> = { id: 'a' }
  circle.tags = { of: [circle] }

  it.each([
    [[{ id: 'a' }, 'text'], 'documents[1] is a string, but a document is an object'],
    [[null], 'documents[0] is null, but a document is an object'],
    [[['a']], 'documents[0] is a list, but a document is an object'],
    [[{ tags: { deep: [1, () => {}] } }], 'documents[0].tags.deep[1] is a function'],
    [[{ tags: { s: Symbol('x') } }], 'documents[0].tags.s is a symbol'],
    [[{ n: 2n ** 64n }], 'documents[0].n is an integer of more than 64 bits'],
    [[circle], 'documents[0].tags.of[0] contains itself'],
  ])('says where a document is no data', (documents, message) => {
    expect(() => encode(documents)).toThrow(expect.objectContaining({ code: 'REQUEST_DOCUMENT', message }))
  })

  it('says where parameters are no data', () => {
    expect(() => encode([], { f: () => {} })).toThrow('parameters.f is a function')
  })

  it('is undone by decodePayload', () => {
    const payload = { documents: [{ id: 'a', embedding: new Float32Array([1, 2]) }], parameters: { top: 3 } }
    expect(decodePayload(encodePayload(payload))).toStrictEqual(payload)
  })
})

describe('decodePayload', () => {
  it.each([
    [null],
    [[]],
    [{ documents: {}, parameters: {} }],
    [{ documents: [1], parameters: {} }],
    [{ documents: [] }],
  ])('refuses what is no payload', (value) => {
    expect(() => decodePayload(encodeValue(value))).toThrow(expect.objectContaining({ code: 'REQUEST_PAYLOAD' }))
  })
})

/** As it comes back: a mapping without a prototype gets the usual one, a string loses halves of characters. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value)
  if (Array.isArray(value)) return value.map(toPlain)
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value) || value instanceof Date) return value
  const fields = Object.entries(value).map(([key, member]) => [wellFormed(key), toPlain(member)])
  return Object.fromEntries(fields)
}

function wellFormed(text: string): string {
  return Buffer.from(text).toString()
}
