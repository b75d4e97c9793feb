import { Writable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { expect, it } from 'vitest'
import { openScreen } from '../../src/screen/screen.ts'
import { SEARCH } from '../plan-fixture.ts'

const globals = { debug: false, json: false, runtime: [] }

/** A stream that takes nothing until `flow` is called. */
function stalled(isTTY = false): { stream: WriteStream; text: () => string; flow: () => void } {
  let text = ''
  let flowing = false
  let resume: () => void = () => undefined
  const writable = new Writable({
    write: (chunk, _, callback) => {
      text += chunk
      if (flowing) callback()
      else resume = callback
    },
  })
  const stream = Object.assign(writable, { isTTY, columns: 60 }) as unknown as WriteStream
  const flow = () => {
    flowing = true
    resume()
  }
  return { stream, text: () => text, flow }
}

it('prefixes what Peas write with their ids, padded to one width', () => {
  const { stream, text, flow } = stalled()
  flow()
  const screen = openScreen(SEARCH, stream, globals)
  screen.log({ pea: 'tag/0', stream: 'stdout', text: 'hello' })
  screen.log({ pea: 'encode/head', stream: 'stderr', text: 'world' })
  screen.end()
  expect(text()).toBe('tag/0       | hello\nencode/head | world\n')
})

it('drops lines of Peas while its output is not read, reports how many, and never drops a failure', async () => {
  const { stream, text, flow } = stalled()
  const screen = openScreen(SEARCH, stream, globals)
  const line = 'x'.repeat(1_000_000)
  for (let index = 0; index < 20; index++) screen.log({ pea: 'tag/0', stream: 'stdout', text: line })
  expect(stream.writableLength).toBeLessThan(8_000_000)
  const failed = screen.failure({ severity: 'error', message: 'a failure' })
  flow()
  await failed
  screen.log({ pea: 'tag/0', stream: 'stdout', text: 'hello' })
  screen.end()
  expect(text()).toContain('error: a failure\n')
  expect(text()).toMatch(/… 1\d lines dropped, because the output is not being read\ntag\/0 {7}\| hello\n$/)
})

it('paints progress on a terminal only, and removes it', () => {
  for (const isTTY of [true, false]) {
    const { stream, text, flow } = stalled(isTTY)
    flow()
    const screen = openScreen(SEARCH, stream, globals)
    screen.show(() => 'working '.repeat(20))
    screen.print('a message')
    screen.end()
    expect(text().includes('working')).toBe(isTTY)
    expect(text().endsWith(isTTY ? '\r\u001b[K' : 'a message\n')).toBe(true)
    for (const painted of text().match(/⠋.*/g) ?? []) expect(painted.length).toBeLessThan(80)
  }
})

it('writes one JSON object per line with --json', () => {
  const { stream, text, flow } = stalled()
  flow()
  const screen = openScreen(SEARCH, stream, { ...globals, json: true })
  screen.log({ pea: 'tag/0', stream: 'stdout', text: 'hello' })
  screen.event({ type: 'pea-ready', pea: 'tag/0', incarnation: 1 })
  screen.print('for a person')
  screen.end()
  expect(
    text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { log: { pea: 'tag/0', stream: 'stdout', text: 'hello' } },
    { event: { type: 'pea-ready', pea: 'tag/0', incarnation: 1 } },
  ])
})
