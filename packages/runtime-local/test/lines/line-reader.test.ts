import { expect, test } from 'vitest'
import { LineReader } from '../../src/lines/line-reader.ts'

function openReader(floodBytes: number) {
  const lines: string[] = []
  return { lines, reader: new LineReader((line) => lines.push(line), { floodBytes }) }
}

test('it leaves out the middle of a flood and says how much', () => {
  const { lines, reader } = openReader(1_000)
  reader.push(Buffer.from('first\n'))
  for (let chunk = 0; chunk < 1_000; chunk++) {
    reader.push(Buffer.from(Array.from({ length: 1_000 }, (_, line) => `line ${chunk * 1_000 + line}\n`).join('')))
  }
  reader.end()
  expect(lines[0]).toBe('first')
  expect(lines.at(-1)).toBe('line 999999')
  const kept = lines.filter((line) => line.startsWith('line ')).length
  expect(lines[1]).toBe(`… lines left out: ${1_000_000 - kept}`)
  expect(kept).toBeLessThan(5_000)
})

test('it survives a flood that has no end of line', () => {
  const { lines, reader } = openReader(1_000)
  for (let chunk = 0; chunk < 1_000; chunk++) reader.push(Buffer.alloc(65_536, 'x'))
  reader.end()
  expect(lines).toHaveLength(1)
})

test('it reads whole lines again when the flood is over', async () => {
  const lines: string[] = []
  // Nothing more comes: what was written last shows nevertheless, when the window ends.
  const keepAlive = setInterval(() => {}, 1_000)
  await new Promise<void>((resolve) => {
    const onLine = (line: string) => {
      lines.push(line)
      if (line === 'last') resolve()
    }
    const reader = new LineReader(onLine, { floodBytes: 10, window: 5 })
    reader.push(Buffer.from('a flood of more than ten bytes\nlast\n'))
  })
  clearInterval(keepAlive)
  expect(lines).toEqual(['… lines left out: 1', 'last'])
})
