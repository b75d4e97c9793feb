import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toJsonLine } from '../../src/json/line.ts'
import { parseJson, UnreadableValue } from '../../src/json/parse.ts'

it('parses what JSON.parse does', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/\d{16}/.test(text))
      expect(parseJson(text)).toEqual(JSON.parse(text))
    }),
  )
})

it.each([
  ['9007199254740991', 9007199254740991],
  ['9007199254740992', 9007199254740992n],
  ['-9007199254740993', -9007199254740993n],
  ['[1,12345678901234567890 ]', [1, 12345678901234567890n]],
  ['12345678901234567890.5', Number('12345678901234567890.5')],
  ['12345678901234567890e2', Number('12345678901234567890e2')],
  ['"\\"12345678901234567890,"', '"12345678901234567890,'],
])('keeps the digits of whole numbers in %s', (text, value) => {
  expect(parseJson(text)).toEqual(value)
})

it('keeps strings that hold digits, and strings that look like what is put in the place of integers', () => {
  const text = '{"n":12345678901234567890,"s":"12345678901234567890","t":"integer 5","f":0.1234567890123456789}'
  expect(parseJson(text)).toEqual({
    n: 12345678901234567890n,
    s: '12345678901234567890',
    t: 'integer 5',
    f: Number('0.1234567890123456789'),
  })
})

it('keeps whole numbers of any size from input to output', () => {
  const integer = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })
  fc.assert(
    fc.property(fc.array(integer), fc.string(), (integers, name) => {
      const line = `{${JSON.stringify(name)}:[${integers.join(',')}]}\n`
      expect(toJsonLine(parseJson(line))).toBe(line)
    }),
  )
})

it('keeps large integers under the key __proto__', () => {
  const value = parseJson('{"__proto__":{"n":12345678901234567890}}')
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect(toJsonLine(value)).toBe('{"__proto__":{"n":12345678901234567890}}\n')
})

it('takes a large string in its stride', () => {
  const text = `{"blob":"${'A'.repeat(20_000_000)}\\"","n":12345678901234567890}`
  expect(parseJson(text)).toMatchObject({ n: 12345678901234567890n })
})

describe('names the field of', () => {
  it.each([
    ['{"a":{"b":1e400}}', '"a.b" is a number beyond 1.8e+308'],
    ['{"a":[0,-1E+999]}', '"a.1" is a number beyond 1.8e+308'],
    [`{"a":1${'0'.repeat(310)}.5}`, '"a" is a number beyond 1.8e+308'],
    [`{"tags":${'['.repeat(2_000)}${']'.repeat(2_000)}}`, '"tags.0.0…" is nested deeper than 1,000 levels'],
    [`{"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`, '"a.a.a…" is nested deeper than 1,000 levels'],
  ])('what cannot be read', (text, message) => {
    expect(() => parseJson(text)).toThrow(UnreadableValue)
    expect(() => parseJson(text)).toThrow(message)
  })
})

it('reads numbers that only look too large, and brackets within strings', () => {
  expect(parseJson('{"a":"1e400","b":1e-400,"c":1e308}')).toEqual({ a: '1e400', b: 0, c: 1e308 })
  const brackets = '['.repeat(5_000)
  expect(parseJson(JSON.stringify({ brackets }))).toEqual({ brackets })
})
