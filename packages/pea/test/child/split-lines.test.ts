import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineSplitter } from '../../src/child/split-lines.ts'

function split(chunks: readonly Buffer[], lineBytes = 100): string[] {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line), lineBytes)
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return lines
}

test('it finds the same lines, in whatever chunks they come', () => {
  const line = fc.stringMatching(/^[a-zäöü€😀 ]{1,20}$/u)
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.array(fc.nat(400)), (lines, cuts) => {
      const bytes = Buffer.from(lines.join('\n'))
      const edges = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length]
      const chunks = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end))
      expect(split(chunks)).toEqual(lines)
    }),
  )
})

const cases: [name: string, chunks: string[], lines: string[]][] = [
  ['nothing', [], []],
  ['an empty line', ['\n'], ['']],
  ['a last line without a line break', ['a\nb'], ['a', 'b']],
  ['line breaks of Windows', ['a\r\nb\r\n'], ['a', 'b']],
  ['a line that is too long', ['0123456789ab\nc\n'], ['0123456789 …', 'c']],
  ['a line that is too long, in many chunks', ['01234', '56789', 'abcde', 'f\n'], ['0123456789 …']],
  ['a last line that is too long', ['x'.repeat(1_000)], [`${'x'.repeat(10)} …`]],
]

test.each(cases)('it reads %s', (_name, chunks, lines) => {
  expect(
    split(
      chunks.map((chunk) => Buffer.from(chunk)),
      10,
    ),
  ).toEqual(lines)
})

test('it drops the rest of a line whose bytes are missing', () => {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line), 100)
  splitter.push(Buffer.from('whole\nbegun'))
  splitter.interrupt()
  splitter.push(Buffer.from('rest\nwhole again\n'))
  expect(lines).toEqual(['whole', 'begun', 'whole again'])
})
