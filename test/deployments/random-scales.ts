import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Load } from './load.ts'

const SCALES = 20

/** A platform as it is scaled. */
export interface Scaled {
  /** Asks for so many replicas, and waits for none of them. */
  scale(replicas: number): Promise<unknown>
  /** How many replicas are ready. */
  ready(): Promise<number | undefined>
}

/**
 * Scales twenty times while clients ask: each time to a number from 1 to 6, either as soon as the Flow has noticed the time
 * before, or after the next answer, when replicas that were asked for may not have started. At last it waits for all of them.
 * It prints the seed; `PEAFLOW_TEST_SEED` is one to use again.
 */
export async function scaleAtRandom(load: Load, { scale, ready }: Scaled): Promise<void> {
  const seed = Number(process.env.PEAFLOW_TEST_SEED ?? randomInt(2 ** 31))
  const scales = fc.sample(fc.record({ replicas: fc.integer({ min: 1, max: 6 }), isNoticed: fc.boolean() }), {
    seed,
    numRuns: SCALES,
  })
  console.info(`PEAFLOW_TEST_SEED=${seed}: ${scales.map(({ replicas }) => replicas).join(', ')}`)
  for (const { replicas, isNoticed } of scales) {
    const before = await ready()
    await scale(replicas)
    if (isNoticed) await expect.poll(ready, POLL).toSatisfy((now) => now === replicas || now !== before)
    await load.more(1)
  }
  await expect.poll(ready, POLL).toBe(scales.at(-1)?.replicas)
}

const POLL = { timeout: 120_000 }
