import type { Document } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { collect, double, gate, idsOf, numbered, startOne } from './one-pod.ts'

describe('a stream', () => {
  it('reads from an asynchronous source, and from a generator', async () => {
    const gateway = await startOne(double)
    async function* slowly() {
      for (const document of numbered(5)) {
        await new Promise((resolve) => setImmediate(resolve))
        yield document
      }
    }
    function* quickly() {
      yield* numbered(5)
    }
    expect(await collect(gateway.stream('/', slowly(), { batch: 2 }))).toHaveLength(3)
    expect(await collect(gateway.stream('/', quickly(), { batch: 2 }))).toHaveLength(3)
    expect(await collect(gateway.stream('/', []))).toEqual([])
  })

  it('reads no more from its source than the Flow and the user have taken', async () => {
    const { passed, open } = gate()
    let calls = 0
    const gateway = await startOne(async () => {
      calls += 1
      await passed
    })
    let taken = 0
    let isClosed = false
    function* endless() {
      try {
        for (;;) yield { id: `d${taken++}` }
      } finally {
        isClosed = true
      }
    }
    const results = gateway.stream('/', endless(), { batch: 1 })
    const first = results.next()
    await eventually(() => calls).toBe(1)
    expect(taken).toBeLessThanOrEqual(1_025)
    expect(gateway.inFlight).toBeLessThanOrEqual(1_024)
    open()
    await first
    // The other results are not read, so only a limited number of requests is sent.
    await eventually(() => gateway.inFlight).toBe(0)
    expect(taken).toBeLessThanOrEqual(1_026)
    await results.return?.()
    expect(isClosed).toBe(true)
  })

  it('throws what its source throws, once everything that was sent has its result', async () => {
    const gateway = await startOne(double)
    function* broken() {
      yield* numbered(3)
      throw new Error('the disk is gone')
    }
    const indices: number[] = []
    const reading = (async () => {
      for await (const { index } of gateway.stream('/', broken(), { batch: 1 })) indices.push(index)
    })()
    await expect(reading).rejects.toThrow('the disk is gone')
    expect(indices).toHaveLength(3)
  })

  it('ends at once when its signal aborts, and forgets what it sent', async () => {
    const givenUp: number[] = []
    const begun = gate()
    let aborted: unknown
    const gateway = await startOne(
      async (documents, { signal }) => {
        if (documents[0]?.id === 'd0') {
          begun.open()
          await new Promise<void>((resolve) => {
            signal.onabort = () => resolve()
          })
          aborted = signal.reason
        }
        return documents
      },
      { onAbandoned: (requests) => givenUp.push(...requests), pea: { timeoutRequest: 2_000 } },
    )
    const controller = new AbortController()
    const reading = collect(gateway.stream('/', numbered(5), { batch: 1, signal: controller.signal }))
    await begun.passed
    controller.abort(new Error('enough'))
    await expect(reading).rejects.toThrow('enough')
    expect(gateway.inFlight).toBe(0)
    expect(givenUp.length).toBeGreaterThan(0)
    // The Flow still works.
    expect(idsOf(await collect(gateway.stream('/', [{ id: 'later' }])))).toEqual(['later'])
    expect(aborted).toMatchObject({ code: 'REQUEST_TIMEOUT' })
  })

  it('does not begin if its signal has aborted', async () => {
    const gateway = await startOne(double)
    let taken = 0
    function* source() {
      taken += 1
      yield { id: 'a' }
    }
    const signal = AbortSignal.abort(new Error('never'))
    await expect(collect(gateway.stream('/', source(), { signal }))).rejects.toThrow('never')
    expect(taken).toBe(0)
  })

  it('closes its source when the user stops reading, even one that waits for input', async () => {
    const gateway = await startOne(double)
    let asked = 0
    const source: AsyncIterable<Document> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          asked += 1
          return asked === 1 ? Promise.resolve({ done: false, value: { id: 'a' } }) : new Promise(() => {})
        },
        return: () => new Promise(() => {}),
      }),
    }
    for await (const { documents } of gateway.stream('/', source, { batch: 1 })) {
      expect(documents).toHaveLength(1)
      await eventually(() => asked).toBe(2)
      break
    }
  })
})
