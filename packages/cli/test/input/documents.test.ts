import { expect, it } from 'vitest'
import { toDocument } from '../../src/input/documents.ts'

const line = (text: string) => ({ number: 7, text })

it('reads a JSON object as a document', () => {
  expect(toDocument(line('{"id":"a","tags":{"n":1}}'), 'ndjson', 'stdin')).toEqual({ id: 'a', tags: { n: 1 } })
})

it('takes a line of text as the text of a document, an empty one too', () => {
  expect(toDocument(line('{"a'), 'text', 'stdin')).toEqual({ text: '{"a' })
  expect(toDocument(line(''), 'text', 'stdin')).toEqual({ text: '' })
})

it('skips empty lines of NDJSON', () => {
  expect(toDocument(line(' \t'), 'ndjson', 'stdin')).toBeUndefined()
})

it.each([
  ['{"id":}', /^docs\.ndjson: line 7 is not valid JSON: /],
  ['[1]', 'docs.ndjson: line 7 is an array, but a document is a JSON object'],
  ['null', 'docs.ndjson: line 7 is null, but a document is a JSON object'],
  ['"hello"', 'docs.ndjson: line 7 is a string, but a document is a JSON object'],
  ['{"blob":"not base64!"}', 'docs.ndjson: line 7 has a blob that is not base64'],
])('rejects %s', (text, message) => {
  expect(() => toDocument(line(text), 'ndjson', 'docs.ndjson')).toThrow(message)
  expect(() => toDocument(line(text), 'ndjson', 'docs.ndjson')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INPUT' }),
  )
})

it('reads blobs, also those of chunks and matches, from base64', () => {
  const text = '{"blob":"AQI=","chunks":[{"blob":"Aw"}],"matches":[{"matches":[{"blob":"-_8"}]}]}'
  const document = toDocument(line(text), 'ndjson', 'stdin')
  expect(document?.blob).toEqual(Buffer.from([1, 2]))
  expect(document?.chunks?.[0]?.blob).toEqual(Buffer.from([3]))
  expect(document?.matches?.[0]?.matches?.[0]?.blob).toEqual(Buffer.from([0xfb, 0xff]))
})

it('treats __proto__ as a field like any other', () => {
  const document = toDocument(line('{"__proto__":{"polluted":true}}'), 'ndjson', 'stdin')
  expect(document?.polluted).toBeUndefined()
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})
