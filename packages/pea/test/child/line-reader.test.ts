import { expect, test } from 'vitest'
import { LineReader } from '../../src/child/line-reader.ts'

function openReader(floodBytes: number) {
  const lines: string[] = []
  return { lines, reader: new LineReader((line) => lines.push(line), { floodBytes }) }
}

test('it omits the middle of a flood and says how many lines', () => {
  const { lines, reader } = openReader(1_000)
  reader.push(Buffer.from('first\n'))
  for (let chunk = 0; chunk < 1_000; chunk++) {
    reader.push(Buffer.from(Array.from({ length: 1_000 }, (_, line) => `line ${chunk * 1_000 + line}\n`).join('')))
  }
  reader.end()
  expect(lines[0]).toBe('first')
  expect(lines.at(-1)).toBe('line 999999')
  const retained = lines.filter((line) => line.startsWith('line ')).length
  expect(lines[1]).toBe(`… lines left out: ${1_000_000 - retained}`)
  expect(retained).toBeLessThan(5_000)
})

test('it survives a flood without line breaks', () => {
  const { lines, reader } = openReader(1_000)
  for (let chunk = 0; chunk < 1_000; chunk++) reader.push(Buffer.alloc(65_536, 'x'))
  reader.end()
  expect(lines).toHaveLength(1)
})

test('it reads whole lines again when the flood is over', async () => {
  const lines: string[] = []
  // Nothing more is written: the end of the flood is read when the interval ends. The timer of the reader does not keep this process running.
  const refed = setInterval(() => {}, 1_000)
  await new Promise<void>((resolve) => {
    const onLine = (line: string) => {
      lines.push(line)
      if (line === 'last') resolve()
    }
    const reader = new LineReader(onLine, { floodBytes: 10, interval: 5 })
    reader.push(Buffer.from('a flood of more than ten bytes\nlast\n'))
  })
  clearInterval(refed)
  expect(lines).toEqual(['… lines left out: 1', 'last'])
})
