import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Closing } from '../../src/http/closing.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const states = ({ isLeaving, isDraining, isUnderWay }: Closing) => [isLeaving, isDraining, isUnderWay]

it('says that it is not ready, then takes nothing new, then is closed', async () => {
  const closing = new Closing()
  expect(states(closing)).toEqual([false, false, false])
  const begun = closing.begin(1_000)
  await vi.advanceTimersByTimeAsync(999)
  expect(states(closing)).toEqual([true, false, true])
  await vi.advanceTimersByTimeAsync(1)
  await begun
  expect(states(closing)).toEqual([true, true, true])
  closing.end()
  expect(states(closing)).toEqual([true, true, false])
})

it('takes nothing new at once where nobody is to notice', () => {
  const closing = new Closing()
  void closing.begin(0)
  expect(states(closing)).toEqual([true, true, true])
})

it('is cut short, and not begun again', async () => {
  const closing = new Closing()
  const begun = [closing.begin(1e9), closing.begin(2e9)]
  expect(states(closing)).toEqual([true, false, true])
  await Promise.all([...begun, closing.begin(0), closing.begin(1e9)])
  expect([...states(closing), vi.getTimerCount()]).toEqual([true, true, true, 0])
})
