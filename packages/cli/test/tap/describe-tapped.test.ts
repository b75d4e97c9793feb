import { expect, it } from 'vitest'
import { describeDocument } from '../../src/tap/describe-document.ts'
import { describeTapped } from '../../src/tap/describe-tapped.ts'
import type { TappedLine } from '../../src/tap/tapped.ts'
import { paintFor } from '../../src/terminal/color.ts'

const time = new Date(2026, 10, 29, 14, 2, 55, 31)
const plain = { paint: paintFor({}) }

const tapped: TappedLine = {
  time: time.toISOString(),
  ...{ pea: 'encode/0', at: 'in', request: 12, endpoint: '/index', truncated: false, bytes: 40, skipped: 0 },
  documents: [{ id: '1', text: 'hello' }],
}

it('a document is short: long texts are cut, bytes and vectors are counted', () => {
  const document = {
    id: '1',
    text: 'x'.repeat(100),
    blob: Buffer.alloc(1_500).toString('base64'),
    embedding: Array.from({ length: 768 }, () => 0.1),
    tags: { a: { b: { c: { d: 1 } } }, some: [1, 2] },
    chunks: [{ id: '2' }],
    score: 0.5,
    none: null,
  }
  expect(describeDocument(document)).toBe(
    `{id: "1", text: "${'x'.repeat(59)}…", blob: <1.5 KB>, embedding: [768 numbers], ` +
      'tags: {a: {b: {…}}, some: [1, 2]}, chunks: [1 objects], score: 0.5, none: null}',
  )
  expect(describeDocument({ text: 'a\u001b[2J\nb' })).toBe('{text: "a\\nb"}')
})

it('a message is one line', () => {
  expect(describeTapped(tapped, plain)).toBe('14:02:55.031 encode/0 in /index #12 {id: "1", text: "hello"}\n')
  const documents = Array.from({ length: 5 }, (_, id) => ({ id: String(id) }))
  expect(describeTapped({ ...tapped, documents, skipped: 7, piece: { index: 2 } }, plain)).toBe(
    '14:02:55.031 encode/0 in /index #12.2 5 documents: {id: "0"}, {id: "1"}, {id: "2"}, … (7 more passed)\n',
  )
})

it('a message without documents says why', () => {
  const { documents: _none, ...others } = tapped
  expect(describeTapped({ ...others, truncated: true, bytes: 3_000_000 }, plain)).toContain(
    '#12 <2.9 MB, too large to be copied>\n',
  )
  const error = { code: 'REQUEST_EXECUTOR', message: 'I do not\nlike it' }
  expect(describeTapped({ ...others, error }, plain)).toContain('#12 I do not like it [REQUEST_EXECUTOR]\n')
  expect(describeTapped({ ...tapped, documents: [] }, plain)).toContain('#12 no documents\n')
})

it('a message fits the terminal', () => {
  const documents = [{ text: 'x'.repeat(60), more: 'y'.repeat(60) }]
  expect(describeTapped({ ...tapped, documents }, { ...plain, columns: 80 })).toHaveLength(81)
})
