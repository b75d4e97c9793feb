import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Life } from '../../src/pea/life.ts'
import type { PeaEnd } from '../../src/pea/pea-options.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A Pea's life, with what a test decides about it and what it did. */
function lead() {
  const pea = { isIdle: true, steps: [] as string[], ends: [] as PeaEnd[], tearDown: () => {}, closed: () => {} }
  const step = (name: string) => void pea.steps.push(name)
  const life = new Life({
    isIdle: () => pea.isIdle,
    teardown: async () => {
      step('teardown')
      await new Promise<void>((resolve) => {
        pea.tearDown = resolve
      })
    },
    close: async () => {
      step('close')
      await new Promise<void>((resolve) => {
        pea.closed = resolve
      })
    },
  })
  void life.ended.then((end) => pea.ends.push(end))
  return { life, pea }
}

const settle = () => vi.advanceTimersByTimeAsync(0)
const killed = { code: 137 }

it('tears the executor down before it closes, once however often it is stopped', async () => {
  const { life, pea } = lead()
  const stopping = Promise.all([life.stop(), life.stop()])
  await settle()
  expect(pea.steps).toEqual(['teardown'])
  pea.tearDown()
  await settle()
  expect(pea.ends).toEqual([])
  pea.closed()
  await stopping
  expect([pea.steps, pea.ends]).toEqual([['teardown', 'close'], [{ code: 0 }]])
})

it('finishes what it holds before it stops, for half a minute', async () => {
  const { life, pea } = lead()
  pea.isIdle = false
  void life.stop()
  await vi.advanceTimersByTimeAsync(29_999)
  life.progress()
  expect([pea.steps, life.isOver]).toEqual([[], false])
  await vi.advanceTimersByTimeAsync(1)
  expect([pea.steps, life.isOver]).toEqual([['teardown'], true])
})

it('stops as soon as it holds nothing, and leaves no timer', async () => {
  const { life, pea } = lead()
  pea.isIdle = false
  void life.stop()
  pea.isIdle = true
  life.progress()
  await settle()
  expect([pea.steps, vi.getTimerCount()]).toEqual([['teardown'], 0])
})

it('is killed while it drains, and while it tears down', async () => {
  for (const isIdle of [false, true]) {
    const { life, pea } = lead()
    pea.isIdle = isIdle
    const stopping = life.stop()
    await settle()
    const killing = life.close(killed)
    pea.closed()
    await Promise.all([stopping, killing])
    expect([pea.ends, vi.getTimerCount()]).toEqual([[killed], 0])
    pea.tearDown()
    await settle()
    expect(pea.steps.filter((step) => step === 'close')).toHaveLength(1)
  }
})

it('does not tear down an executor that failed', async () => {
  const { life, pea } = lead()
  void life.end({ code: 1 })
  pea.closed()
  await life.stop()
  expect([pea.steps, pea.ends]).toEqual([['close'], [{ code: 1 }]])
})

it('ends even if the teardown and the closing fail', async () => {
  const fail = () => Promise.reject(new Error('no'))
  const life = new Life({ isIdle: () => true, teardown: fail, close: fail })
  await life.stop()
  expect(await life.ended).toEqual({ code: 0 })
})

const act = fc.constantFrom('stop', 'kill', 'fail', 'lose', 'busy', 'idle', 'torn down', 'closed', 'wait')

it('ends once, for one reason, and closes once, whatever happens in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 20 }), async (history) => {
      const { life, pea } = lead()
      const asked = new Set<number>()
      const ask = (code: number, begin: (end: PeaEnd) => Promise<void>) => {
        asked.add(code)
        void begin({ code })
      }
      const acts: Record<string, () => void> = {
        stop: () => ask(0, () => life.stop()),
        kill: () => ask(137, (end) => life.close(end)),
        fail: () => ask(1, (end) => life.end(end)),
        lose: () => ask(69, (end) => life.end(end)),
        busy: () => {
          pea.isIdle = false
        },
        idle: () => {
          pea.isIdle = true
          life.progress()
        },
        'torn down': () => pea.tearDown(),
        closed: () => pea.closed(),
      }
      for (const name of [...history, 'kill', 'closed']) {
        acts[name]?.()
        await settle()
        expect(pea.steps.filter((step) => step === 'close').length).toBeLessThanOrEqual(1)
        expect(pea.ends.length).toBeLessThanOrEqual(pea.steps.includes('close') ? 1 : 0)
      }
      expect(pea.ends).toHaveLength(1)
      expect(asked).toContain(pea.ends[0]?.code)
      expect(pea.steps.indexOf('teardown')).toBeLessThan(pea.steps.indexOf('close'))
      expect([life.isOver, vi.getTimerCount()]).toEqual([true, 0])
    }),
  )
})
