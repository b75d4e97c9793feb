import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  collectsTimes,
  decodeHeaders,
  encodeHeaders,
  type Headers,
  type PodTimes,
  readValues,
} from '../../src/wire/headers.ts'
import { addTimes, joinHeaders } from '../../src/wire/join-headers.ts'
import { MAX_HEADERS_BYTES } from '../../src/wire/protocol.ts'

const name = fc.oneof(fc.constantFrom('traceparent', 'baggage', '__proto__'), fc.string({ unit: 'binary' }))
const value = fc.string({ unit: 'grapheme', maxLength: 300 })
const values = fc
  .dictionary(
    name.filter((text) => text !== 'times'),
    value,
  )
  .map((all) => new Map(Object.entries(all)))
const pair = fc.tuple(fc.double({ min: 0, noNaN: true }), fc.double({ min: 0, noNaN: true }))
const times = fc
  .dictionary(fc.constantFrom('a', 'b', 'encode', '__proto__'), pair)
  .map((all) => new Map(Object.entries(all)))
const headers = fc.record({ values, times: fc.option(times, { nil: undefined }) })

const timed = (entries: Record<string, PodTimes>) =>
  encodeHeaders({ values: new Map(), times: new Map(Object.entries(entries)) })
const timesOf = (bytes: Uint8Array | undefined) => Object.fromEntries((bytes && decodeHeaders(bytes)?.times) ?? [])

describe('headers', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(headers, (headers) => {
        const bytes = encodeHeaders(headers)
        expect(decodeHeaders(bytes)).toEqual(headers)
        expect(collectsTimes(bytes)).toBe(headers.times !== undefined)
      }),
    )
  })

  it('that were cut, or that something follows, are none', () => {
    fc.assert(
      fc.property(headers, fc.nat(), (headers, at) => {
        const bytes = encodeHeaders(headers)
        expect(decodeHeaders(bytes.subarray(0, at % bytes.length))).toBeUndefined()
        expect(decodeHeaders(Buffer.concat([bytes, Buffer.of(0xc0)]))).toBeUndefined()
      }),
    )
  })

  it('of any bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        decodeHeaders(bytes)
        collectsTimes(bytes)
        readValues(bytes)
        addTimes(bytes, 'a', [1, 2])
        joinHeaders([bytes, timed({ a: [1, 2] })])
      }),
      { numRuns: 2_000 },
    )
  })

  // What other encoders may write: longer forms than necessary, and times as other types of numbers.
  it.each([
    ['str 8', [0x81, 0xd9, 1, 0x61, 0xd9, 1, 0x62]],
    ['str 16', [0x81, 0xda, 0, 1, 0x61, 0xda, 0, 1, 0x62]],
    ['str 32', [0x81, 0xdb, 0, 0, 0, 1, 0x61, 0xdb, 0, 0, 0, 1, 0x62]],
    ['map 16', [0xde, 0, 1, 0xa1, 0x61, 0xa1, 0x62]],
    ['map 32', [0xdf, 0, 0, 0, 1, 0xa1, 0x61, 0xa1, 0x62]],
  ])('may have a %s', (_, bytes) => {
    expect(decodeHeaders(Buffer.from(bytes))?.values).toEqual(new Map([['a', 'b']]))
  })

  const withTimes = (...numbers: number[]) =>
    Buffer.from([0x81, 0xa5, ...Buffer.from('times'), 0x81, 0xa1, 0x61, 0x92, ...numbers])

  it.each([
    ['short integers', [3, 7], [3, 7]],
    ['uint 8 and uint 16', [0xcc, 200, 0xcd, 1, 0], [200, 256]],
    ['uint 32 and float 32', [0xce, 0, 1, 0, 0, 0xca, 0x3f, 0xc0, 0, 0], [65_536, 1.5]],
  ])('may have times that are %s', (_, bytes, expected) => {
    expect(timesOf(withTimes(...bytes))).toEqual({ a: expected })
  })

  it.each([
    ['a negative number', [0xff, 1]],
    ['a string', [0xa1, 0x61, 1]],
    ['nil', [0xc0, 1]],
  ])('may not have times that are %s', (_, bytes) => {
    expect(decodeHeaders(withTimes(...bytes))).toBeUndefined()
  })

  it('are frozen as their readers see them, and none where there are none', () => {
    const values = readValues(encodeHeaders({ values: new Map([['a', 'b']]) }))
    expect(values).toEqual({ a: 'b' })
    expect(Object.isFrozen(values)).toBe(true)
    expect([readValues(undefined), readValues(Buffer.of(0xc0))]).toEqual([{}, {}])
  })
})

describe('addTimes', () => {
  it('adds up the calls of one Pod', () => {
    const once = addTimes(timed({ a: [1, 2] }), 'b', [3, 4])
    expect(timesOf(addTimes(once, 'b', [10, 20]))).toEqual({ a: [1, 2], b: [13, 24] })
  })

  it('leaves headers as they are that would get too long, and what are no headers', () => {
    const long = encodeHeaders({ values: new Map([['a', 'x'.repeat(MAX_HEADERS_BYTES - 20)]]), times: new Map() })
    expect(addTimes(long, 'b', [1, 2])).toBe(long)
    const none = Buffer.of(0xc0)
    expect(addTimes(none, 'b', [1, 2])).toBe(none)
  })
})

describe('joinHeaders', () => {
  it('takes the first value of each name, and the longest times of each Pod', () => {
    const one = encodeHeaders({ values: new Map([['a', '1']]), times: new Map([['x', [1, 9]]]) })
    const other = encodeHeaders({
      values: new Map([...[['a', '2'] as const], ['b', '3'] as const]),
      times: new Map<string, PodTimes>([...[['x', [5, 2]] as const], ['y', [7, 7]] as const]),
    })
    expect(decodeHeaders(joinHeaders([one, other]) as Uint8Array)).toEqual({
      values: new Map([
        ['a', '1'],
        ['b', '3'],
      ]),
      times: new Map([
        ['x', [5, 9]],
        ['y', [7, 7]],
      ]),
    } satisfies Headers)
  })

  it('has the same bytes if all messages have the same, and none if none has any', () => {
    fc.assert(
      fc.property(headers, fc.integer({ min: 1, max: 4 }), (headers, count) => {
        const bytes = encodeHeaders(headers)
        expect(joinHeaders(new Array(count).fill(bytes))).toBe(bytes)
        expect(joinHeaders([undefined, bytes])).toBe(bytes)
      }),
    )
    expect(joinHeaders([undefined, undefined])).toBeUndefined()
  })

  it('keeps the first ones if what belongs to others is no headers, or all of it is too long', () => {
    const bytes = encodeHeaders({ values: new Map([['a', 'b']]) })
    expect(joinHeaders([bytes, Buffer.of(0xc0)])).toEqual(bytes)
    expect(joinHeaders([Buffer.of(0xc0), Buffer.of(0xc1)])).toEqual(Buffer.of(0xc0))
    const half = (name: string) => encodeHeaders({ values: new Map([[name, 'x'.repeat(MAX_HEADERS_BYTES / 2)]]) })
    expect(joinHeaders([half('a'), half('b')])).toEqual(half('a'))
  })

  it('has the same times in any order', () => {
    fc.assert(
      fc.property(times, times, times, (a, b, c) => {
        const [one, two, three] = [a, b, c].map((times) => encodeHeaders({ values: new Map(), times })) as [
          Buffer,
          Buffer,
          Buffer,
        ]
        expect(timesOf(joinHeaders([one, two, three]))).toEqual(timesOf(joinHeaders([three, one, two])))
      }),
    )
  })
})
