import { Writable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
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

describe('lines of Peas', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date(2026, 1, 3, 4, 5, 6, 7), toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  it('have time and level, and the ids of their Peas, padded to one width', () => {
    const { stream, text, flow } = stalled()
    flow()
    const screen = openScreen(SEARCH, stream, globals)
    screen.log({ pea: 'tag/0', stream: 'stdout', level: 'info', text: 'hello' })
    screen.log({ pea: 'encode/head', stream: 'stderr', level: 'warn', text: 'world' })
    screen.end()
    expect(text()).toBe('04:05:06.007 info tag/0       | hello\n04:05:06.007 warn encode/head | world\n')
  })

  it('do not command the terminal', () => {
    const { stream, text, flow } = stalled()
    flow()
    const screen = openScreen(SEARCH, stream, globals)
    screen.log({ pea: 'tag/0', stream: 'stdout', level: 'info', text: '\u001b[2Jred\u009b2J\rover' })
    screen.event({ type: 'pea-progress', pea: 'tag/0', message: 'pulling\u0007' })
    void screen.failure({ severity: 'error', message: '\u001b]0;title\u0007no', hint: 'a\u0008b' })
    screen.end()
    expect(text()).toBe('04:05:06.007 info tag/0       | red over\ntag/0: pulling \nerror: no\n  hint: a b\n')
  })

  it.each([
    ['info', 'out err progress exited failure'],
    ['warn', 'err exited failure'],
    ['error', 'failure'],
    ['none', 'failure'],
  ] as const)('of %s and above are shown: %s', (logLevel, shown) => {
    const { stream, text, flow } = stalled()
    flow()
    const screen = openScreen(SEARCH, stream, { ...globals, logLevel })
    screen.event({ type: 'pea-ready', pea: 'tag/0', incarnation: 1 })
    screen.log({ pea: 'tag/0', stream: 'stdout', level: 'info', text: 'out' })
    screen.log({ pea: 'tag/0', stream: 'stderr', level: 'warn', text: 'err' })
    screen.event({ type: 'pea-progress', pea: 'tag/0', message: 'progress' })
    const exit = { code: null, signal: null, reason: 'exited', lastLines: [] }
    screen.event({ type: 'pea-exited', pea: 'tag/0', incarnation: 1, expected: false, exit })
    void screen.failure({ severity: 'error', message: 'failure' })
    screen.end()
    expect(
      text()
        .match(/\b(out|err|progress|exited|failure)\b/g)
        ?.join(' '),
    ).toBe(shown)
  })
})

it('notes something on a terminal only', () => {
  for (const isTTY of [true, false]) {
    const { stream, text, flow } = stalled(isTTY)
    flow()
    openScreen(SEARCH, stream, globals).note('the end')
    expect(text().includes('the end')).toBe(isTTY)
  }
})

it('drops lines of Peas while its output is not read, reports how many, and never drops a failure', async () => {
  const { stream, text, flow } = stalled()
  const screen = openScreen(SEARCH, stream, globals)
  const line = 'x'.repeat(1_000_000)
  for (let index = 0; index < 20; index++) screen.log({ pea: 'tag/0', stream: 'stdout', level: 'info', text: line })
  expect(stream.writableLength).toBeLessThan(8_000_000)
  const failed = screen.failure({ severity: 'error', message: 'a failure' })
  flow()
  await failed
  screen.log({ pea: 'tag/0', stream: 'stdout', level: 'info', text: 'hello' })
  screen.end()
  expect(text()).toContain('error: a failure\n')
  expect(text()).toMatch(
    /… 1\d lines dropped, because the output is not being read\n[\d:.]+ info tag\/0 {7}\| hello\n$/,
  )
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
  screen.log({ pea: 'tag/0', stream: 'stdout', level: 'info', text: 'hello' })
  screen.event({ type: 'pea-ready', pea: 'tag/0', incarnation: 1 })
  screen.print('for a person')
  screen.end()
  expect(
    text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { log: { time: expect.any(String), pea: 'tag/0', stream: 'stdout', level: 'info', text: 'hello' } },
    { event: { type: 'pea-ready', pea: 'tag/0', incarnation: 1 } },
  ])
})
