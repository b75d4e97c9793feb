import { expect, it } from 'vitest'
import { EventLoopDelay } from '../../src/metrics/event-loop-delay.ts'

it('sees an event loop that was blocked, from the first read until it is stopped', async () => {
  const delay = new EventLoopDelay()
  expect(delay.read().count).toBe(0)
  const begun = performance.now()
  while (performance.now() - begun < 300) Math.random()
  await expect.poll(() => delay.read().count).toBeGreaterThan(0)
  const { below, bounds, count, sum } = delay.read()
  expect(sum).toBeGreaterThanOrEqual(0.199)
  // The look that came late is not below 100 ms.
  expect(below[bounds.indexOf(0.1)]).toBeLessThan(count)
  delay.stop()
  delay.stop()
})

it('measures nothing once it is stopped', async () => {
  const delay = new EventLoopDelay()
  delay.stop()
  delay.read()
  const begun = performance.now()
  while (performance.now() - begun < 300) Math.random()
  // A timer that should have been called while the loop was blocked is called before this one.
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(delay.read().count).toBe(0)
})
