import type { Document } from '@peaflow/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePayload, encodePayload } from '../../src/document/payload.ts'
import { mergeDocuments } from '../../src/merge/merge-documents.ts'
import { mergePayloads } from '../../src/merge/merge-payloads.ts'

const { documents } = fc.letrec<{ documents: Document[]; document: Document }>((tie) => ({
  documents: fc.array(tie('document'), { maxLength: 4, depthIdentifier: 'nesting' }),
  document: fc.record(
    {
      id: fc.constantFrom('a', 'b', 'c'),
      text: fc.constantFrom('x', 'y'),
      score: fc.option(fc.nat(3)),
      tags: fc.dictionary(
        fc.constantFrom('k', 'l', '__proto__'),
        fc.oneof(fc.nat(2), fc.dictionary(fc.string(), fc.nat())),
      ),
      chunks: fc.oneof({ depthIdentifier: 'nesting', depthSize: 'small' }, fc.constant([]), tie('documents')),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Document>,
}))

const messages = fc.array(documents, { maxLength: 4 })

describe('mergeDocuments', () => {
  it('returns a single array unchanged', () => {
    fc.assert(fc.property(documents, (message) => void expect(mergeDocuments([message])).toEqual(message)))
  })

  it('is idempotent', () => {
    fc.assert(fc.property(documents, (message) => void expect(mergeDocuments([message, message])).toEqual(message)))
    fc.assert(
      fc.property(messages, (messages) => {
        const merged = mergeDocuments(messages)
        expect(mergeDocuments([merged, ...messages.slice(-1)])).toEqual(merged)
      }),
    )
  })

  it('gives the same result whether arrays are merged at once or one by one', () => {
    fc.assert(
      fc.property(messages, (messages) => {
        const oneByOne = messages.reduce<Document[]>((merged, message) => mergeDocuments([merged, message]), [])
        expect(mergeDocuments(messages)).toEqual(oneByOne)
      }),
    )
  })

  it('contains every id of every array', () => {
    fc.assert(
      fc.property(messages, (messages) => {
        const ids = (documents: Document[]) => new Set(documents.map(({ id }) => id))
        expect(ids(mergeDocuments(messages))).toEqual(ids(messages.flat()))
      }),
    )
  })

  it('does not change its arguments', () => {
    fc.assert(
      fc.property(messages, (messages) => {
        const before = structuredClone(messages)
        mergeDocuments(messages)
        expect(messages).toEqual(before)
      }),
    )
  })

  it.each([
    [
      'mappings key by key',
      [{ tags: { a: 1, b: { c: 1 } } }, { tags: { b: { d: 2 } } }],
      { tags: { a: 1, b: { c: 1, d: 2 } } },
    ],
    [
      'the later value that is not null',
      [
        { score: 1, text: 'x' },
        { score: 2, text: null },
      ],
      { score: 2, text: 'x' },
    ],
    ['a null where there is nothing else', [{ text: null }, { text: null }], { text: null }],
    [
      'matches by id, in the order of the parts',
      [{ matches: [{ id: 'm', score: 1 }] }, { matches: [{ id: 'n' }, { id: 'm', text: 't' }] }],
      { matches: [{ id: 'm', score: 1, text: 't' }, { id: 'n' }] },
    ],
    [
      'chunks of chunks',
      [{ chunks: [{ id: 'c', chunks: [{ id: 'd', a: 1 }] }] }, { chunks: [{ id: 'c', chunks: [{ id: 'd', b: 2 }] }] }],
      { chunks: [{ id: 'c', chunks: [{ id: 'd', a: 1, b: 2 }] }] },
    ],
    [
      'chunks without ids once, if equal',
      [{ chunks: [{ text: 'x' }] }, { chunks: [{ text: 'x' }, { text: 'y' }] }],
      { chunks: [{ text: 'x' }, { text: 'y' }] },
    ],
    ['the later list of other fields', [{ list: [1, 2] }, { list: [3] }], { list: [3] }],
    [
      'a vector as one value',
      [{ embedding: new Float32Array([1]) }, { embedding: new Float32Array([2]) }],
      { embedding: new Float32Array([2]) },
    ],
  ])('keeps %s', (_, fields, expected) => {
    const messages = fields.map((field) => [{ id: 'a', ...field } as Document])
    expect(mergeDocuments(messages)).toEqual([{ id: 'a', ...expected }])
  })

  it('merges an id that occurs twice in one array with the first and the second of the next', () => {
    const merged = mergeDocuments([
      [
        { id: 'a', n: 1 },
        { id: 'a', n: 2 },
      ],
      [
        { id: 'a', m: 1 },
        { id: 'a', m: 2 },
      ],
    ])
    expect(merged).toEqual([
      { id: 'a', n: 1, m: 1 },
      { id: 'a', n: 2, m: 2 },
    ])
  })

  it('never sets a prototype from a key __proto__', () => {
    const tags = (n: number) => JSON.parse(`{"__proto__": {"polluted": ${n}}}`) as Record<string, unknown>
    const [merged] = mergeDocuments([[{ id: 'a', tags: tags(1) }], [{ id: 'a', tags: tags(2) }]])
    expect(JSON.stringify(merged)).toBe('{"id":"a","tags":{"__proto__":{"polluted":2}}}')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})

describe('mergePayloads', () => {
  it('returns a single payload unread', () => {
    const bytes = Uint8Array.from([0xc1])
    expect(mergePayloads([bytes])).toBe(bytes)
  })

  it('merges the documents of several payloads, and preserves the parameters', () => {
    const payload = (document: Document) =>
      encodePayload({ documents: [{ id: 'a', ...document }], parameters: { top: 3 } })
    expect(decodePayload(mergePayloads([payload({ text: 'x' }), payload({ score: 1 })]))).toEqual({
      documents: [{ id: 'a', text: 'x', score: 1 }],
      parameters: { top: 3 },
    })
  })
})
