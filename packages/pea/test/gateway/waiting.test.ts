import type { Document, Executor } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import type { Documents } from '../../src/gateway/source.ts'
import { eventually } from '../eventually.ts'
import { collect, gate, numbered, startOne } from './one-pod.ts'

/** A Pod that never takes a second request. */
const busy = async () => await startOne(() => new Promise(() => {}), { timeoutRequest: 60_000 })

const timedOut = {
  code: 'REQUEST_TIMEOUT',
  message: expect.stringContaining('the request timed out waiting for "work" to accept it'),
}

describe('a request that waits for room', () => {
  it('fails when its time since the call is up, and names the Pod that has no room', async () => {
    const gateway = await busy()
    const first = gateway.request('/', numbered(1), { timeout: 60_000 })
    first.catch(() => {})
    await eventually(() => gateway.inFlight).toBe(1)
    const began = performance.now()
    const waiting = Array.from({ length: 50 }, () => gateway.request('/', numbered(1), { timeout: 300 }))
    const outcomes = await Promise.allSettled(waiting)
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: timedOut })
    expect(performance.now() - began).toBeGreaterThanOrEqual(300)
    // Those that waited were never sent: only the first request is in flight.
    expect(gateway.inFlight).toBe(1)
  })

  it.each([
    ['an array', (documents: Document[]): Documents => documents],
    [
      'an async generator',
      async function* (documents: Document[]) {
        yield* documents
      },
    ],
  ])('fails in a stream of %s, and those behind it too', async (_name, source) => {
    const gateway = await busy()
    gateway.request('/', numbered(1)).catch(() => {})
    await eventually(() => gateway.inFlight).toBe(1)
    const results = await collect(gateway.stream('/', source(numbered(3)), { batch: 1, timeout: 150 }))
    expect(results).toMatchObject(
      [0, 1, 2].map((index) => ({ index, documents: [{ id: `d${index}` }], error: timedOut })),
    )
  })

  it('counts the wait against its time once it is sent', async () => {
    const { passed, open } = gate()
    const signals: AbortSignal[] = []
    const executor: Executor = async (_, { signal }) => {
      signals.push(signal)
      await (signals.length === 1 ? passed : new Promise(() => {}))
    }
    const gateway = await startOne(executor, { timeoutRequest: 60_000 })
    const first = gateway.request('/', numbered(1))
    await eventually(() => gateway.inFlight).toBe(1)
    const began = performance.now()
    const second = gateway.request('/', numbered(1), { timeout: 2_000 })
    setTimeout(open, 1_000)
    await first
    await expect(second).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT', message: expect.stringContaining('work/0') })
    // From its call to the error, which the Pea that calls reports: not 2 s from when there was room.
    expect(performance.now() - began).toBeLessThan(2_900)
  })

  it.each([0, -1, Number.NaN, '5' as unknown as number])('takes no time limit of %s', async (timeout) => {
    const gateway = await busy()
    await expect(gateway.request('/', numbered(1), { timeout })).rejects.toMatchObject({ code: 'REQUEST_TIME_LIMIT' })
  })
})
