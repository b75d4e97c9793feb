import { constants, PerformanceObserver } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { decodeValue, encodeValue } from '../../../pea/src/document/codec.ts'

const { NODE_PERFORMANCE_GC_MAJOR, NODE_PERFORMANCE_GC_MINOR } = constants

/** The collections while something is done, by kind. */
async function collections(action: () => void): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  const seen = new Promise<void>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      for (const { detail } of list.getEntries()) {
        const { kind } = detail as { kind: number }
        counts.set(kind, (counts.get(kind) ?? 0) + 1)
      }
      observer.disconnect()
      resolve()
    })
    observer.observe({ entryTypes: ['gc'] })
  })
  action()
  await seen
  return counts
}

it('has V8 look at the young objects, not at its whole heap, when many payloads were decoded', async () => {
  const bytes = encodeValue({ blob: Buffer.alloc(1_000_000) })
  const counts = await collections(() => {
    for (let count = 0; count < 200; count += 1) decodeValue(Buffer.from(bytes))
  })
  expect(counts.get(NODE_PERFORMANCE_GC_MINOR)).toBeGreaterThanOrEqual(200 / 4)
  expect(counts.get(NODE_PERFORMANCE_GC_MAJOR) ?? 0).toBeLessThan(200 / 20)
  expect(globalThis.gc).toBeUndefined()
})
