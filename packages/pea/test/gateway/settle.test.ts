import { describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { collect, double, gate, numbered, startOne } from './one-pod.ts'

describe('request', () => {
  it('returns the documents of the answer', async () => {
    const gateway = await startOne(double)
    expect(await gateway.request('/', [{ id: 'a', n: 4 }])).toEqual([{ id: 'a', n: 8 }])
    expect(await gateway.request('/', [])).toEqual([])
  })

  it('throws the error of the request', async () => {
    const gateway = await startOne(() => {
      throw new Error('no')
    })
    await expect(gateway.request('/', [{ id: 'a' }])).rejects.toMatchObject({ code: 'REQUEST_EXECUTOR' })
  })

  it('may be made ten thousand times at once', async () => {
    const gateway = await startOne(double)
    const answers = await Promise.all(numbered(10_000).map((document) => gateway.request('/', [document])))
    expect(answers.map(([document]) => document?.n)).toEqual(numbered(10_000).map(({ n }) => Number(n) * 2))
  })
})

describe('deadlines', () => {
  it('fail a request that no Pea answers or reports', async () => {
    const givenUp: number[] = []
    // Only the gateway knows this limit: the Pea holds the request for longer.
    const gateway = await startOne(() => new Promise(() => {}), {
      timeoutRequest: 200,
      onAbandoned: (all) => givenUp.push(...all),
    })
    const [result] = await collect(gateway.stream('/', numbered(1)))
    expect(result?.error?.code).toBe('REQUEST_TIMEOUT')
    expect(result?.error?.message).toMatch(/work\/0|no answer arrived within 200 ms: no Pea reported the request/)
  })
})

describe('fail', () => {
  it('settles a request once, and never one that has ended', async () => {
    const { passed, open } = gate()
    const gateway = await startOne(async (documents) => {
      if (documents[0]?.id === 'd1') await passed
    })
    const stream = gateway.stream('/', numbered(2), { batch: 1 })
    expect((await stream.next()).value?.documents).toEqual([{ id: 'd0', n: 0 }])
    const error = { code: 'REQUEST_PEA_DIED', message: 'it died', pod: 'work', pea: 'work/0' }
    await eventually(() => gateway.inFlight).toBe(1)
    gateway.fail(0, error)
    gateway.fail(1, error)
    gateway.fail(1, error)
    expect((await stream.next()).value).toMatchObject({
      index: 1,
      documents: [{ id: 'd1', n: 1 }],
      error: { code: 'REQUEST_PEA_DIED', message: 'Pod "work", Pea "work/0": it died' },
    })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    open()
    // The late answer arrives before this one, and is dropped.
    expect(await gateway.request('/', [])).toEqual([])
  })
})

describe('close', () => {
  it('fails what is in flight, then what was still to be sent', async () => {
    const gateway = await startOne(() => new Promise(() => {}))
    const stream = gateway.stream('/', numbered(5_000), { batch: 1 })
    const first = stream.next()
    await eventually(() => gateway.inFlight).toBeGreaterThan(0)
    const sent = gateway.inFlight
    await gateway.close()
    expect((await first).value?.error?.code).toBe('REQUEST_STOPPED')
    for (let n = 1; n < sent; n++) expect((await stream.next()).value?.error?.code).toBe('REQUEST_STOPPED')
    await expect(stream.next()).rejects.toMatchObject({ code: 'REQUEST_STOPPED' })
    await expect(gateway.request('/', [])).rejects.toMatchObject({ code: 'REQUEST_STOPPED' })
  })
})
