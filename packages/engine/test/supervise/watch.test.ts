import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Watch } from '../../src/supervise/watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const life = { pea: 'a/0', incarnation: 1 }

/** A watch of one Pea, which answers as long as `answers` is set, and what it did. */
function start({ timeout }: { timeout: number | undefined }) {
  const state = { timeout, answers: true, pings: 0, silent: 0 }
  const watch = new Watch({
    timeoutOf: () => state.timeout,
    ping: () => {
      state.pings += 1
      if (state.answers) watch.beat(life)
    },
    onSilent: () => {
      state.silent += 1
    },
  })
  return { watch, state }
}

it.each([
  [1_000, 250],
  [2_000, 500],
  [5_000, 1_000],
  [60_000, 1_000],
])('with timeout_alive %d ms it asks every %d ms', (timeout, interval) => {
  const { watch, state } = start({ timeout })
  watch.ask(life)
  vi.advanceTimersByTime(10 * interval)
  expect(state).toMatchObject({ pings: 10, silent: 0 })
  watch.stop()
})

it('finds a Pea silent that has answered and answers no more, and goes on asking', () => {
  const { watch, state } = start({ timeout: 2_000 })
  watch.ask(life)
  vi.advanceTimersByTime(10_000)
  state.answers = false
  vi.advanceTimersByTime(2_000)
  expect(state).toMatchObject({ pings: 24, silent: 1 })
  watch.stop()
})

it('does not watch a Pea that never answered: it may have been written without PONG', () => {
  const { watch, state } = start({ timeout: 1_000 })
  state.answers = false
  watch.ask(life)
  vi.advanceTimersByTime(60_000)
  expect(state).toMatchObject({ pings: 240, silent: 0 })
  watch.stop()
})

it('asks no Pea that has ended, and none that shows signs unasked', () => {
  const { watch, state } = start({ timeout: 1_000 })
  watch.beat(life)
  vi.advanceTimersByTime(500)
  expect(state).toMatchObject({ pings: 0 })
  watch.ask(life)
  state.timeout = undefined
  vi.advanceTimersByTime(1_000)
  state.timeout = 1_000
  vi.advanceTimersByTime(5_000)
  expect(state).toMatchObject({ pings: 0, silent: 0 })
  watch.stop()
})

it('looks no more once it is stopped, until the next question', () => {
  const { watch, state } = start({ timeout: 1_000 })
  watch.ask(life)
  watch.stop()
  vi.advanceTimersByTime(5_000)
  expect(state).toMatchObject({ pings: 0 })
  watch.ask(life)
  vi.advanceTimersByTime(250)
  expect(state).toMatchObject({ pings: 1 })
  watch.stop()
})
