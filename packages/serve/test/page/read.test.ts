import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pageModule } from './module.ts'

const { eventsOf, linesOf } = await pageModule('net/read.js')

function bodyOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

/** The text in pieces of one byte to a few, wherever they may break. */
function inPieces(text: string, size: number): readonly Uint8Array[] {
  const bytes = new TextEncoder().encode(text)
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.slice(index * size, (index + 1) * size),
  )
}

async function collect(values: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const all: unknown[] = []
  for await (const value of values) all.push(value)
  return all
}

it('reads lines, wherever the chunks end', async () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\ufeff]/g, ''))
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
      const body = bodyOf(inPieces(lines.map((text) => `${text}\n`).join(''), size))
      expect(await collect(linesOf(body))).toEqual(lines)
    }),
    { numRuns: 50 },
  )
})

it('reads events, comments, and data of several lines', async () => {
  const text =
    ': ping\n\nevent: rates\ndata: {"a":\ndata: 1}\n\ndata:plain\n\nid: 7\nevent: none\n\nevent: cut\ndata: off'
  const events = await collect(eventsOf(linesOf(bodyOf(inPieces(text, 3)))))
  expect(events).toEqual([undefined, { name: 'rates', data: '{"a":\n1}' }, { name: 'message', data: 'plain' }])
})

it('gives up on a line without an end', async () => {
  const body = bodyOf(Array.from({ length: 5 }, () => new Uint8Array(1_024 * 1_024).fill(97)))
  await expect(collect(linesOf(body))).rejects.toThrow('a line without an end')
})
