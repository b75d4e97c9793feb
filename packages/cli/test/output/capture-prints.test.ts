import type { LeveledLine } from '@peaflow/core'
import { expect, it } from 'vitest'
import { capturePrints } from '../../src/output/capture-prints.ts'
import { toWriter } from '../../src/output/writer.ts'

it('hands on each line that is printed, until it is disposed of', async () => {
  const lines: LeveledLine[] = []
  const { write } = process.stdout
  {
    using _prints = capturePrints((line) => lines.push(line))
    process.stdout.write('one\ntw')
    process.stderr.write('apart\r\n')
    await new Promise<void>((resolve) => process.stdout.write(Buffer.from('o\nrest'), () => resolve()))
  }
  expect(process.stdout.write).toBe(write)
  expect(lines.map(({ stream, text }) => `${stream} ${text}`)).toEqual([
    'stdout one',
    'stderr apart',
    'stdout two',
    'stdout rest',
  ])
})

it('leaves alone what a writer that was opened before writes', async () => {
  const lines: LeveledLine[] = []
  const writer = toWriter(process.stdout, 'stdout')
  using _prints = capturePrints((line) => lines.push(line))
  await writer.write('')
  await writer.end()
  expect(lines).toEqual([])
})
