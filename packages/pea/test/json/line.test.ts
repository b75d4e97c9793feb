import type { Document } from '@peaflow/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { withBinary } from '../../src/json/binary.ts'
import { toJsonLine } from '../../src/json/line.ts'
import { parseJson } from '../../src/json/parse.ts'

it('writes plain data as JSON does, on one line', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(toJsonLine(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
  expect(toJsonLine({ a: [1, 'b', null] })).toBe('{"a":[1,"b",null]}\n')
})

it.each([
  ['bytes as base64', { blob: new Uint8Array([1, 2]) }, '{"blob":"AQI="}'],
  ['a Buffer as base64', { blob: Buffer.from([1, 2]) }, '{"blob":"AQI="}'],
  ['a buffer of bytes as base64', { blob: new Uint8Array([1, 2]).buffer }, '{"blob":"AQI="}'],
  ['a vector as an array', { embedding: new Float32Array([0.5, 2]) }, '{"embedding":[0.5,2]}'],
  ['vectors deep inside', { chunks: [{ id: 'a' }, { v: new Int8Array([3]) }] }, '{"chunks":[{"id":"a"},{"v":[3]}]}'],
  ['large integers without loss', { n: 7n, m: [2n ** 60n] }, '{"n":7,"m":[1152921504606846976]}'],
  ['integers of any size', -(10n ** 30n), '-1000000000000000000000000000000'],
  ['vectors of large integers', new BigInt64Array([2n ** 60n, 1n]), '[1152921504606846976,1]'],
  ['what a terminal would obey so that it does not', '\u001b[2J\u009b2J\u007f', '"\\u001b[2J\\u009b2J\\u007f"'],
  ['a Map as an object', { tags: new Map([['a', new Uint8Array([1])]]) }, '{"tags":{"a":"AQ=="}}'],
  ['a Set as an array', { tags: new Set([1, 2]) }, '{"tags":[1,2]}'],
  ['a date as a string', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
])('writes %s', (_, value, json) => {
  expect(toJsonLine(value)).toBe(`${json}\n`)
})

it('does not change what it writes', () => {
  const document = { blob: new Uint8Array([1]), chunks: [{ embedding: new Float32Array(2) }] }
  const before = structuredClone(document)
  toJsonLine(document)
  expect(document).toEqual(before)
})

it('writes blobs so that they can be read again', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (blob) => {
      const document = withBinary(parseJson(toJsonLine({ blob })) as Document)
      expect(Buffer.from(document.blob ?? [])).toEqual(Buffer.from(blob))
    }),
  )
})

it('writes __proto__ as a field like any other', () => {
  const document = JSON.parse('{"__proto__":{"n":1},"a":{}}')
  document.a = { __proto__x: 2n ** 60n }
  Object.defineProperty(document, '__proto__', { value: { n: 2n ** 60n }, enumerable: true })
  expect(toJsonLine(document)).toBe('{"__proto__":{"n":1152921504606846976},"a":{"__proto__x":1152921504606846976}}\n')
})
