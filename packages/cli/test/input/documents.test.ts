import { expect, it } from 'vitest'
import { parseDocument } from '../../src/input/documents.ts'

const parse = (text: string) => parseDocument(text, 'docs.ndjson: line 7')

it('reads a JSON object as a document', () => {
  expect(parse('{"id":"a","tags":{"n":1}}')).toEqual({ id: 'a', tags: { n: 1 } })
})

it.each([
  ['{"id":}', /^docs\.ndjson: line 7 is not valid JSON: /],
  ['[1]', 'docs.ndjson: line 7 is an array, but a document is a JSON object'],
  ['null', 'docs.ndjson: line 7 is null, but a document is a JSON object'],
  ['"hello"', 'docs.ndjson: line 7 is a string, but a document is a JSON object'],
  ['{"blob":"not base64!"}', 'docs.ndjson: line 7: a blob is not base64'],
])('rejects %s', (text, message) => {
  expect(() => parse(text)).toThrow(message)
  expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'CONFIG_INPUT' }))
})

it('reads blobs, also those of chunks and matches, from base64', () => {
  const text = '{"blob":"AQI=","chunks":[{"blob":"Aw"}],"matches":[{"matches":[{"blob":"-_8"}]}]}'
  const document = parse(text)
  expect(document.blob).toEqual(Buffer.from([1, 2]))
  expect(document.chunks?.[0]?.blob).toEqual(Buffer.from([3]))
  expect(document.matches?.[0]?.matches?.[0]?.blob).toEqual(Buffer.from([0xfb, 0xff]))
})

it('treats __proto__ as a field like any other', () => {
  const document = parse('{"__proto__":{"polluted":true}}')
  expect(document.polluted).toBeUndefined()
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})
