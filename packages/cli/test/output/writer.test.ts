import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { openWriter, toWriter } from '../../src/output/writer.ts'

/** A stream that takes one write each time `take` is called. */
function slowReader(): { stream: Writable; taken: string[]; take: () => void; fail: (error: Error) => void } {
  const taken: string[] = []
  let settle: (error?: Error) => void = () => undefined
  const stream = new Writable({
    highWaterMark: 4,
    write: (chunk, _, callback) => {
      taken.push(String(chunk))
      settle = callback
    },
  })
  return { stream, taken, take: () => settle(), fail: (error) => settle(error) }
}

it('waits for a slow reader', async () => {
  const { stream, taken, take } = slowReader()
  const writer = toWriter(stream, 'stdout')
  await writer.write('a')
  let written = false
  const writing = writer.write('bcdef').then(() => {
    written = true
  })
  await new Promise(setImmediate)
  expect(written).toBe(false)
  take()
  await new Promise(setImmediate)
  take()
  await writing
  expect(taken).toEqual(['a', 'bcdef'])
})

it('reports a reader that closes, and discards what is written after', async () => {
  const { stream, fail } = slowReader()
  const writer = toWriter(stream, 'stdout')
  const writing = writer.write('abcdef')
  fail(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  await writing
  expect(writer.closed.aborted).toBe(true)
  await writer.write('more')
  await writer.end()
})

it('throws when the disk is full', async () => {
  const { stream, fail } = slowReader()
  const writer = toWriter(stream, 'results.ndjson')
  const writing = writer.write('abcdef')
  fail(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
  await expect(writing).rejects.toMatchObject({
    code: 'LAUNCH_OUTPUT',
    message: 'results.ndjson cannot be written: the disk is full',
  })
  await expect(writer.end()).rejects.toMatchObject({ code: 'LAUNCH_OUTPUT' })
})

it('writes files, to the last byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'peaflow-writer-'))
  const file = join(folder, 'results.ndjson')
  const writer = await openWriter(file)
  for (let index = 0; index < 1_000; index++) await writer.write('0123456789')
  await writer.end()
  expect((await readFile(file)).length).toBe(10_000)
  await rm(folder, { recursive: true })
})

it('rejects a file that cannot be opened', async () => {
  await expect(openWriter('/nowhere/at/all')).rejects.toMatchObject({
    code: 'CONFIG_OUTPUT',
    message: '/nowhere/at/all cannot be written: there is no such folder',
  })
})
