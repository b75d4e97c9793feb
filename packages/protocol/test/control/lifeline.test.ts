import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Lifeline } from '../../src/control/lifeline.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function start() {
  const lifeline = new Lifeline()
  const state = { isExpired: false }
  void lifeline.expired.then(() => {
    state.isExpired = true
  })
  return { ...lifeline.events, state, lifeline }
}

it('expires 15 s after the start if no connection opens', async () => {
  const { state } = start()
  await vi.advanceTimersByTimeAsync(14_999)
  expect(state.isExpired).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(state.isExpired).toBe(true)
})

it('does not expire while the connection is open', async () => {
  const { state, onConnect } = start()
  onConnect()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(state.isExpired).toBe(false)
})

it('expires 15 s after the connection ended, however often its end is reported', async () => {
  const { state, onConnect, onDisconnect } = start()
  onConnect()
  onDisconnect()
  await vi.advanceTimersByTimeAsync(10_000)
  onDisconnect()
  await vi.advanceTimersByTimeAsync(4_999)
  expect(state.isExpired).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(state.isExpired).toBe(true)
})

it('starts again when the connection is back', async () => {
  const { state, lifeline, onConnect, onDisconnect } = start()
  onConnect()
  for (let outage = 0; outage < 3; outage += 1) {
    onDisconnect()
    await vi.advanceTimersByTimeAsync(14_000)
    lifeline.renew()
  }
  expect([state.isExpired, vi.getTimerCount()]).toEqual([false, 0])
})

it('expires 1 s after the connection ended if the Flow has asked the Pea to end', async () => {
  const { state, lifeline, onConnect, onDisconnect } = start()
  onConnect()
  lifeline.shorten()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(state.isExpired).toBe(false)
  onDisconnect()
  await vi.advanceTimersByTimeAsync(999)
  expect(state.isExpired).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(state.isExpired).toBe(true)
})
