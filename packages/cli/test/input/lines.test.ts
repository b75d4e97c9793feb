import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type InputLine, type ReadLinesOptions, readLines } from '../../src/input/lines.ts'

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const size of sizes) {
    yield bytes.subarray(start, start + size)
    start += size
  }
  yield bytes.subarray(start)
}

async function collect(chunks: AsyncIterable<Uint8Array>, options: Partial<ReadLinesOptions> = {}) {
  const lines: InputLine[] = []
  for await (const line of readLines(chunks, { name: 'stdin', ...options })) lines.push(line)
  return lines
}

it('finds the same lines however the bytes are cut', async () => {
  const text = fc.array(fc.stringMatching(/^[^\n\r\ufeff]*$/), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(9)), fc.constantFrom('\n', '\r\n'), async (lines, sizes, end) => {
      const read = await collect(cut(Buffer.from(lines.map((line) => line + end).join('')), sizes))
      const expected = lines.map((line) => Buffer.from(line).toString())
      expect(read).toEqual(
        expected.map((text, index) => ({ number: index + 1, text, bytes: Buffer.byteLength(text + end) })),
      )
    }),
  )
})

it('reads a last line that has no end, and no line after the last end', async () => {
  expect(await collect(cut(Buffer.from('a\nb'), []))).toEqual([
    { number: 1, text: 'a', bytes: 2 },
    { number: 2, text: 'b', bytes: 1 },
  ])
  expect(await collect(cut(Buffer.from('a\n'), []))).toEqual([{ number: 1, text: 'a', bytes: 2 }])
  expect(await collect(cut(Buffer.alloc(0), []))).toEqual([])
})

it('drops the byte order mark that some editors put first', async () => {
  expect(await collect(cut(Buffer.from('\ufeff{}\n'), []))).toEqual([{ number: 1, text: '{}', bytes: 6 }])
})

it.each([
  ['in one chunk', []],
  ['in many chunks', Array.from({ length: 30 }, () => 1)],
])('rejects a line that is too long, naming it, %s', async (_, sizes) => {
  const reading = collect(cut(Buffer.from(`ab\n${'x'.repeat(20)}\n`), sizes), { longest: 16 })
  await expect(reading).rejects.toMatchObject({ code: 'CONFIG_INPUT', message: /^stdin: line 2 is longer/ })
})

it('rejects a line that is too long before its end', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) yield Buffer.alloc(1024, 'x')
  }
  await expect(collect(endless(), { longest: 10_000 })).rejects.toMatchObject({ code: 'CONFIG_INPUT' })
})

it('asks for bytes only when a line is asked for', async () => {
  let chunks = 0
  async function* counting(): AsyncGenerator<Uint8Array> {
    for (;;) {
      chunks++
      yield Buffer.from('a\nb\n')
    }
  }
  const lines = readLines(counting(), { name: 'stdin' })
  await lines.next()
  await lines.next()
  expect(chunks).toBe(1)
  await lines.return()
})
