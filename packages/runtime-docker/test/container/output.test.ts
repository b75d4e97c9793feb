import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openOutput } from '../../src/container/output.ts'

type Piece = readonly [stream: 'stdout' | 'stderr', text: string]

/** A frame as the Engine sends it. */
function frame([stream, text]: Piece): Buffer {
  const payload = Buffer.from(text)
  const header = Buffer.alloc(8)
  header.writeUInt8(stream === 'stdout' ? 1 : 2)
  header.writeUInt32BE(payload.length, 4)
  return Buffer.concat([header, payload])
}

async function read(chunks: readonly Buffer[]) {
  const lines: Piece[] = []
  const output = openOutput(({ stream, text }) => lines.push([stream, text]))
  const attachment = new PassThrough()
  const ended = output.read(attachment)
  for (const chunk of chunks) attachment.write(chunk)
  attachment.end()
  await ended
  return { lines, lastLines: output.lastLines() }
}

const pieces = fc.array(
  fc.tuple(fc.constantFrom('stdout' as const, 'stderr' as const), fc.stringMatching(/^[aä€😀 ]{0,9}$/u)),
  { maxLength: 20 },
)

test('it finds the lines of both streams, in whatever chunks they come', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, fc.array(fc.nat(2_000)), async (written, cuts) => {
      const bytes = Buffer.concat(written.map(([stream, text]) => frame([stream, `${text}\n`])))
      const edges = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length]
      const chunks = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end))
      expect((await read(chunks)).lines).toEqual(written)
    }),
  )
})

test('it joins a line that came in several frames', async () => {
  const { lines } = await read([frame(['stdout', 'hel']), frame(['stderr', 'oh\r\n']), frame(['stdout', 'lo'])])
  expect(lines).toEqual([
    ['stderr', 'oh'],
    ['stdout', 'hello'],
  ])
})

test('it reads bytes that are not frames as text', async () => {
  expect((await read([Buffer.from('a terminal\nsays\n')])).lines).toEqual([
    ['stdout', 'a terminal'],
    ['stdout', 'says'],
  ])
})

test('it keeps the last 20 lines', async () => {
  const { lastLines } = await read([frame(['stdout', Array.from({ length: 45 }, (_, line) => `${line}\n`).join('')])])
  expect(lastLines).toEqual(Array.from({ length: 20 }, (_, line) => `${line + 25}`))
})

test('it takes no memory for a line that never ends', async () => {
  const { lines } = await read(Array.from({ length: 100 }, () => frame(['stdout', 'x'.repeat(10_000)])))
  expect(lines).toEqual([['stdout', 'x'.repeat(16_384)]])
})
