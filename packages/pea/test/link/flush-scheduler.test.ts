import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Flushable, FlushScheduler } from '../../src/link/flush-scheduler.ts'

class Counter implements Flushable {
  isFlushDue = false
  isDelayed = false
  flushes = 0
  onFlush = () => {}

  flush(): void {
    this.flushes += 1
    this.onFlush()
  }
}

const nextTick = () => new Promise<void>((resolve) => process.nextTick(resolve))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('flushes at the end of the turn, once however often it was scheduled', async () => {
  const [scheduler, one, other] = [new FlushScheduler(), new Counter(), new Counter()]
  for (const flushable of [one, other, one]) scheduler.schedule(flushable)
  expect([one.flushes, other.flushes]).toEqual([0, 0])
  await nextTick()
  expect([one.flushes, other.flushes]).toEqual([1, 1])
})

it('reads the sockets first where that is worth it', async () => {
  const [scheduler, one] = [new FlushScheduler(() => true), new Counter()]
  scheduler.schedule(one)
  await nextTick()
  expect(one.flushes).toBe(0)
  vi.advanceTimersByTime(0)
  expect(one.flushes).toBe(1)
})

it('flushes what is delayed within 10 ms, and not if it was flushed meanwhile', async () => {
  const [scheduler, one, other] = [new FlushScheduler(), new Counter(), new Counter()]
  scheduler.scheduleDelayed(one)
  scheduler.scheduleDelayed(other)
  vi.advanceTimersByTime(9)
  expect([one.flushes, other.flushes]).toEqual([0, 0])
  scheduler.schedule(one)
  vi.advanceTimersByTime(1)
  expect([one.flushes, other.flushes]).toEqual([0, 1])
  await nextTick()
  expect(one.flushes).toBe(1)
})

it('flushes again what was scheduled while it flushed', async () => {
  const [scheduler, one] = [new FlushScheduler(), new Counter()]
  one.onFlush = () => {
    if (one.flushes === 1) scheduler.schedule(one)
  }
  scheduler.schedule(one)
  await nextTick()
  expect(one.flushes).toBe(2)
})

it('flushes exactly what is due, and leaves nothing due or delayed, whatever was scheduled', () => {
  const methods = ['schedule', 'scheduleDelayed', 'flush', 'flushAll'] as const
  const step = fc.record({ index: fc.nat(3), method: fc.constantFrom(...methods) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (script) => {
      const scheduler = new FlushScheduler()
      const counters = Array.from({ length: 4 }, () => new Counter())
      for (const { index, method } of script) {
        const before = counters.map(({ flushes, isFlushDue, isDelayed }) => {
          const isFlushed = method.startsWith('flush') && (isFlushDue || (isDelayed && method === 'flushAll'))
          return flushes + Number(isFlushed)
        })
        scheduler[method](counters[index] ?? new Counter())
        expect(counters.map(({ flushes }) => flushes)).toEqual(before)
      }
      scheduler.flushAll()
      expect(counters.some(({ isFlushDue, isDelayed }) => isFlushDue || isDelayed)).toBe(false)
    }),
  )
})
