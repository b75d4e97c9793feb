import type { Document } from '@peaflow/core'
import { Flow, type PodOptions } from '@peaflow/flow'
import { describe, expect, it } from 'vitest'
import { start } from './flows.ts'

type Started = Awaited<ReturnType<typeof start>>

/** Starts a Flow with a Pod that takes batches of 32 documents. */
async function startBatched(own: PodOptions = {}, name = 'batched'): Promise<Started> {
  const flow = new Flow({ name }).add({ name: 'first' }).add({ name: 'work', uses: './batched.mjs', batch: 32, ...own })
  return await start(flow)
}

/** How many documents each call had. */
function callsOf({ lines }: Started): readonly number[] {
  return lines.flatMap(({ text }) => Number(/^call of (\d+)/.exec(text)?.[1] ?? Number.NaN)).filter(Number.isInteger)
}

/** As many documents, whose id is their number, of which these ask for trouble. */
function documentsOf(count: number, trouble: Readonly<Record<number, string>> = {}): Document[] {
  return Array.from({ length: count }, (_, index) => ({ id: String(index), text: trouble[index] ?? 'fine' }))
}

/** What becomes of requests of one document each: its id, or the message of its error. */
async function outcomes({ running }: Started, documents: readonly Document[], parameters = {}): Promise<unknown[]> {
  const all: unknown[] = []
  const options = { batch: 1, ordered: true, maxInFlight: 512, parameters }
  for await (const {
    documents: [document],
    error,
  } of running.stream('/', documents, options)) {
    all.push(error?.message.replace(/^Pod "work", Pea "work\/0": /, '') ?? document?.id)
  }
  return all
}

describe.each(['process', 'thread', 'inline'])('a Pod of batches, in a %s', (runtime) => {
  it('fails exactly the poisoned requests, and never gets more documents in a call than it takes', async () => {
    const started = await startBatched({ runtime })
    await using _ = started.running
    const trouble = Object.fromEntries(
      Array.from({ length: 20 }, (_, batch) => [32 * batch + ((7 * batch) % 32), 'throw']),
    )
    const documents = documentsOf(640, trouble)
    const ends = await outcomes(started, documents, { milliseconds: 1 })
    expect(ends).toEqual(documents.map(({ id, text }) => (text === 'throw' ? 'poisoned' : id)))
    expect(Math.max(...callsOf(started))).toBe(32)
  })

  it('splits a request that is larger, and puts it together again, also while calls overlap', async () => {
    const started = await startBatched({ runtime, concurrency: 3 })
    await using running = started.running
    const documents = documentsOf(100)
    const requests = Array.from({ length: 5 }, () =>
      running.request('/', documents, { parameters: { milliseconds: 2 } }),
    )
    for (const result of await Promise.all(requests))
      expect(result.map(({ id }) => id)).toEqual(documents.map(({ id }) => id))
    expect(Math.max(...callsOf(started))).toBe(32)
  })
})

it('fails a request that gets another number of documents than it has, saying how many', async () => {
  const started = await startBatched()
  await using _ = started.running
  const ends = await outcomes(started, documentsOf(20, { 11: 'lose' }))
  expect(ends[11]).toBe('the executor returned 0 documents for the 1 that it got')
  expect(ends.filter((_end, index) => index !== 11)).toEqual(
    documentsOf(20).flatMap(({ id }, index) => (index === 11 ? [] : [id])),
  )
})

it('puts only requests with the same endpoint and the same parameters into one call', async () => {
  const started = await startBatched()
  await using running = started.running
  const request = (endpoint: string, parameters: Record<string, unknown>) =>
    running.request(endpoint, [{ id: 'x' }], { parameters: { milliseconds: 20, ...parameters } })
  const all = await Promise.all(
    Array.from({ length: 24 }, (_, index) => request(index % 2 ? '/a' : '/b', { kind: index % 3 })),
  )
  expect(Math.max(...all.map(([document]) => Number(document?.size)))).toBeLessThanOrEqual(4)
  expect(callsOf(started).length).toBeLessThan(24)
})

it('loses nothing when a request ends the process in a batch: that one fails, the others are answered', async () => {
  const started = await startBatched({ retries: 1 })
  await using _ = started.running
  const ends = await outcomes(started, documentsOf(64, { 40: 'exit' }), { milliseconds: 5 })
  expect(ends[40]).toMatch(/work\/0 died while it worked on this request, as did 1 before it/)
  expect(ends.filter((_end, index) => index !== 40)).toEqual(
    documentsOf(64).flatMap(({ id }, index) => (index === 40 ? [] : [id])),
  )
})

it('calls each request of a batch alone after its process was killed, and answers all of them', async () => {
  const started = await startBatched({ batch: { documents: 8, within: 60_000 }, timeoutAlive: 60_000 })
  await using _ = started.running
  const ends = outcomes(started, documentsOf(8), { milliseconds: 500 })
  await started.wrote('call of 8')
  const { peas } = await started.running.status()
  process.kill(peas.find(({ id }) => id === 'work/0')?.pid ?? 0, 'SIGKILL')
  expect(await ends).toEqual(documentsOf(8).map(({ id }) => id))
  expect(callsOf(started)).toEqual([8, 1, 1, 1, 1, 1, 1, 1, 1])
})

it('waits no longer for others than it may', async () => {
  const started = await startBatched({ batch: { documents: 32, within: 5 } })
  await using running = started.running
  for (const id of ['a', 'b', 'c']) {
    const before = performance.now()
    expect(await running.request('/', [{ id }])).toMatchObject([{ id, size: 1 }])
    expect(performance.now() - before).toBeGreaterThanOrEqual(5)
  }
  const two = await Promise.all(['d', 'e'].map((id) => running.request('/', [{ id }])))
  expect(two.flat().map(({ id }) => id)).toEqual(['d', 'e'])
})

it('goes on for the others when one of a batch is cancelled or late, and is aborted when all are', async () => {
  const started = await startBatched({ batch: { documents: 2, within: 60_000 } })
  await using running = started.running
  const [one, all] = [new AbortController(), new AbortController()]
  const signals = [AbortSignal.any([one.signal, all.signal]), all.signal]
  const pair = signals.map((signal) => running.request('/', [{ text: 'wait' }], { signal }))
  const ends = Promise.allSettled(pair)
  await started.wrote('call of 2')
  one.abort(new Error('one'))
  await expect(pair[0]).rejects.toThrow('one')
  expect(started.lines.map(({ text }) => text)).not.toContain('aborted: REQUEST_CANCELLED')
  all.abort(new Error('all'))
  await started.wrote('aborted: REQUEST_CANCELLED')
  await ends
})

it('fails one that is late by itself, and the whole batch after the time limit of a call, without halving it', async () => {
  const started = await startBatched({ batch: { documents: 2, within: 60_000 }, timeoutRequest: 3_000 })
  await using running = started.running
  const late = running.request('/', [{ text: 'wait' }], { timeout: 500 })
  const other = running.request('/', [{ text: 'wait' }])
  const ends = Promise.allSettled([late, other])
  await expect(late).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT', message: expect.stringMatching(/work\/0/) })
  expect(started.lines.map(({ text }) => text)).toEqual(['call of 2'])
  await expect(other).rejects.toMatchObject({ message: expect.stringMatching(/did not end within 3000 ms/) })
  await ends
  await started.wrote('aborted: REQUEST_TIMEOUT')
  expect(callsOf(started)).toEqual([2])
})

it('gives every replica its share', async () => {
  const flow = new Flow({ name: 'shares' }).add({ name: 'work', uses: './batched.mjs', batch: 32, replicas: 2 })
  const started = await start(flow)
  await using _ = started.running
  // No call ends before both replicas have been called.
  const documents = documentsOf(1_024).map((document) => ({ ...document, text: 'wait' }))
  const leaving = new AbortController()
  const answers = started.running.stream('/', documents, { batch: 1, signal: leaving.signal })
  const left = expect(answers[Symbol.asyncIterator]().next()).rejects.toThrow()
  await started.until(() => new Set(started.lines.map(({ pea }) => pea)).size === 2)
  leaving.abort()
  await left
})

it('refuses an executor that is a generator', async () => {
  const flow = new Flow({ name: 'generator' }).add({ name: 'work', uses: './pieces.mjs', batch: 32 })
  await expect(start(flow)).rejects.toMatchObject({
    code: 'CONFIG_BATCH_GENERATOR',
    message: expect.stringMatching(/work\/0.*"\/pieces"/),
  })
})
