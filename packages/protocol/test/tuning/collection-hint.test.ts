import { constants, PerformanceObserver } from 'node:perf_hooks'
import { expect, it, onTestFinished } from 'vitest'
import { noteDecoded } from '../../src/tuning/collection-hint.ts'
import { enableTuning, isTuningEnabled } from '../../src/tuning/switch.ts'

const MEGABYTE = 1_048_576

/** Counts the forced minor collections while an action runs. */
async function countForced(action: () => void): Promise<number> {
  const { NODE_PERFORMANCE_GC_MINOR, NODE_PERFORMANCE_GC_FLAGS_FORCED } = constants
  let count = 0
  const observer = new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries()) {
      const { kind, flags } = detail as { kind: number; flags: number }
      if (kind === NODE_PERFORMANCE_GC_MINOR && (flags & NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0) count += 1
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  action()
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  observer.disconnect()
  return count
}

const decode300 = () => {
  for (let count = 0; count < 300; count += 1) noteDecoded(MEGABYTE)
}

it('is off in a program that does not turn it on', async () => {
  expect(isTuningEnabled()).toBe(false)
  expect(await countForced(decode300)).toBe(0)
})

it('starts a minor collection after each 3 MiB of payloads', async () => {
  enableTuning({})
  onTestFinished(() => enableTuning({ PEAFLOW_TUNING: 'off' }))
  expect(await countForced(decode300)).toBe(100)
  expect(globalThis.gc).toBeUndefined()
})

it('is off if the environment says so', async () => {
  enableTuning({ PEAFLOW_TUNING: 'off' })
  expect(isTuningEnabled()).toBe(false)
  expect(await countForced(decode300)).toBe(0)
})
