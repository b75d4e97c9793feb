import { describe, expect, it } from 'vitest'
import { decodePayload, encodePayload } from '../../src/document/payload.ts'
import { mergeDecoded } from '../../src/merge/merge-payloads.ts'

class Point {
  readonly x = 1
  get y(): number {
    return 2
  }
}

const sparse = new Array<number>(3)
sparse[1] = 7
const big = 2n ** 63n
const thrower = (message: string) => () => {
  throw new Error(message)
}

/** Keep in step with the table of `docs/writing-an-executor.md`. */
const BECOMES: [name: string, value: unknown, becomes: unknown][] = [
  ['an integer beyond 2^53', 2n ** 53n + 1n, 2n ** 53n + 1n],
  ['the largest integer', 2n ** 64n - 1n, 2n ** 64n - 1n],
  ['the smallest integer', -big, -big],
  ['a bigint up to 2^53', 2n ** 53n, 2 ** 53],
  ['a number beyond 2^53', 2 ** 60, 2 ** 60],
  ['-0', -0, 0],
  ['NaN', Number.NaN, Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  [
    'a Map',
    new Map<unknown, unknown>([
      ['a', 1],
      [2, 'b'],
      [true, null],
      [null, new Map([[5n, []]])],
      ['__proto__', 3],
    ]),
    JSON.parse('{"2":"b","a":1,"true":null,"null":{"5":[]},"__proto__":3}'),
  ],
  ['a Set', new Set([1, { a: 1 }]), new Set([1, { a: 1 }])],
  ['a Date', new Date(1.5e12), new Date(1.5e12)],
  ['an invalid Date', new Date(Number.NaN), new Date(Number.NaN)],
  ['a view of typed memory', new Float32Array([1, 2, 3]).subarray(1), new Float32Array([2, 3])],
  ['a sparse array', sparse, [undefined, 7, undefined]],
  ['undefined in an array', [undefined], [undefined]],
  ['an undefined field', { gone: undefined, stays: 1 }, { stays: 1 }],
  ['a key that is a symbol', { [Symbol('a')]: 1, stays: 1 }, { stays: 1 }],
  ['an instance of a class', new Point(), { x: 1 }],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['half an emoji', '\ud83d', '\ufffd'],
  ['two halves in the wrong order', '\ude00\ud83d', '\ufffd\ufffd'],
  ['half an emoji in a long string', `${'x'.repeat(100)}\ud83d`, `${'x'.repeat(100)}\ufffd`],
  ['half an emoji in a key', { '\ud83d': ['\ude00'] }, { '\ufffd': ['\ufffd'] }],
  ['a whole emoji and Hangul', '😀 한국어 흐름', '😀 한국어 흐름'],
  ['binary that looks like a surrogate', Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xed, 0xa0, 0x80])],
  ['__proto__', JSON.parse('{"__proto__":{"__proto__":[1]}}'), JSON.parse('{"__proto__":{"__proto__":[1]}}')],
  ['the text __proto__', '__proto__', '__proto__'],
  ['a string of 1 MB', 'x'.repeat(1e6), 'x'.repeat(1e6)],
]

const nested = (levels: number): unknown => {
  let value: unknown = 'deep'
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { a: value }
  return value
}

const REFUSED: [name: string, value: unknown, message: string][] = [
  ['an integer of more than 64 bits', 2n ** 64n, 'documents[0].field is an integer of more than 64 bits'],
  ['one that is negative', [-big - 1n], 'documents[0].field[0] is an integer of more than 64 bits'],
  ['a function', { call: () => {} }, 'documents[0].field.call is a function'],
  ['a symbol', Symbol('a'), 'documents[0].field is a symbol'],
  ['a promise', { text: Promise.resolve('late') }, 'documents[0].field.text is a promise: await it'],
  [
    'a getter that throws',
    {
      get odd() {
        return thrower('no')()
      },
    },
    'documents[0].field.odd cannot be read: no',
  ],
  [
    'a toJSON that throws',
    {
      odd: new (class {
        toJSON = thrower('no')
      })(),
    },
    'documents[0].field.odd',
  ],
  [
    'a toJSON that is not data',
    new (class {
      toJSON() {
        return { n: 2n ** 70n }
      }
    })(),
    'documents[0].field.n is an integer',
  ],
  ...[{ a: 1 }, ['a'], new Date(0), new Uint8Array(3), new Map()].map((key): [string, unknown, string] => [
    `a Map with ${Object.prototype.toString.call(key)} as a key`,
    {
      tags: [
        new Map<unknown, unknown>([
          ['a', 1],
          [key, 2],
        ]),
      ],
    },
    'documents[0].field.tags[0] is a Map with an object as a key',
  ]),
  ['100 000 levels', nested(100_000), 'documents[0].field'],
]

const roundTrip = (field: unknown) =>
  decodePayload(encodePayload({ documents: [{ id: 'a', field }], parameters: { field } }))

describe('a field of a document', () => {
  it.each(BECOMES)('that is %s arrives as described', (_, value, becomes) => {
    const { documents, parameters } = roundTrip(value)
    expect(documents).toStrictEqual([{ id: 'a', field: becomes }])
    expect(parameters).toStrictEqual({ field: becomes })
  })

  it.each(REFUSED)('that is %s is refused by name', (_, field, message) => {
    const encode = () => encodePayload({ documents: [{ id: 'a', field }], parameters: {} })
    expect(encode).toThrow(
      expect.objectContaining({ code: 'REQUEST_DOCUMENT', message: expect.stringContaining(message) }),
    )
    try {
      encode()
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(300)
    }
    expect(roundTrip('after').documents).toEqual([{ id: 'a', field: 'after' }])
  })

  it('that is longer than a frame is refused before it is encoded', () => {
    const text = 'x'.repeat(2 ** 29 - 24)
    expect(() => encodePayload({ documents: [{ text }], parameters: {} })).toThrow(
      expect.objectContaining({ code: 'REQUEST_SIZE' }),
    )
  })
})

it('does not become longer when it is cut in the middle of an emoji and joined', () => {
  const text = 'abc😀def'
  const pieces = [text.slice(0, 4), text.slice(4)].map((piece) => roundTrip(piece).documents[0]?.field)
  expect(pieces.join('')).toBe('abc\ufffd\ufffddef')
})

it('sets no prototype, at any depth, also in a merge', () => {
  const encode = (json: string) => encodePayload({ documents: JSON.parse(json), parameters: {} })
  const { documents } = mergeDecoded([
    encode('[{"id":"a","__proto__":{"x":1},"tags":{"__proto__":{"y":1}}}]'),
    encode('[{"id":"a","__proto__":{"z":2},"tags":{"__proto__":{"y":3}}}]'),
  ])
  expect(JSON.stringify(documents)).toBe('[{"id":"a","__proto__":{"x":1,"z":2},"tags":{"__proto__":{"y":3}}}]')
  expect(Object.getPrototypeOf(documents[0])).toBe(Object.prototype)
  expect(({} as { x?: number }).x).toBeUndefined()
})

describe('documents that another encoder nested deeply', () => {
  const deep = (levels: number) =>
    Buffer.concat([
      Buffer.from('929182a26964a161a161', 'hex'),
      Buffer.from('81a161'.repeat(levels), 'hex'),
      Buffer.from('c080', 'hex'),
    ])
  it.each([100, 1_000, 2_000, 3_000, 4_000, 100_000])('%i levels: merged, or refused shortly', (levels) => {
    try {
      expect(mergeDecoded([deep(levels), deep(levels)]).documents).toHaveLength(1)
    } catch (error) {
      expect(error).toMatchObject({
        code: 'REQUEST_DOCUMENT',
        message: expect.stringMatching(/^.{1,150} is nested too deeply$/),
      })
    }
  })
})
