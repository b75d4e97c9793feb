import type { Document } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { FLOW_ID } from '../flow-spec.ts'
import { collect, double, idsOf, numbered, startOne } from './one-pod.ts'

describe('stream', () => {
  it('answers each document once, in requests of the size of a batch', async () => {
    const gateway = await startOne(double)
    const results = await collect(gateway.stream('/', numbered(1_050), { batch: 100 }))
    expect(results.map(({ index }) => index).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    const documents = results.flatMap(({ documents }) => documents)
    expect(new Set(documents.map(({ id }) => id)).size).toBe(1_050)
    expect(documents.find(({ id }) => id === 'd7')).toEqual({ id: 'd7', n: 14 })
    expect(gateway.inFlight).toBe(0)
  })

  it('yields results in the order of the requests if asked to, whichever ends first', async () => {
    const ends: (() => void)[] = []
    const gateway = await startOne(
      async (documents) => {
        // Three calls at a time; the last of them ends first.
        await new Promise<void>((resolve) => {
          ends.push(resolve)
          if (ends.length === 3) for (const end of ends.splice(0).reverse()) end()
        })
        return documents
      },
      { pea: { concurrency: 3 } },
    )
    expect(idsOf(await collect(gateway.stream('/', numbered(9), { batch: 1, ordered: true })))).toEqual(
      numbered(9).map(({ id }) => id),
    )
  })

  it('fails a request with an error that names the Pod, the Pea and the cause; the others go on', async () => {
    const gateway = await startOne((documents) => {
      if (documents.some(({ n }) => n === 3)) throw new TypeError('three is too many')
      return documents
    })
    const results = await collect(gateway.stream('/', numbered(6), { batch: 1, ordered: true }))
    expect(results.filter(({ error }) => error === undefined)).toHaveLength(5)
    expect(results[3]?.documents).toEqual([{ id: 'd3', n: 3 }])
    expect(results[3]?.error).toMatchObject({
      code: 'REQUEST_EXECUTOR',
      message: 'Pod "work", Pea "work/0": TypeError: three is too many',
    })
    const cause = results[3]?.error?.cause as Error | undefined
    expect(cause?.stack).toContain('stream.test.ts')
    expect(cause?.stack).not.toContain('src/executor')
  })

  it('fails a request whose documents are not data, with the path of what is wrong', async () => {
    const gateway = await startOne(double)
    const documents = [{ id: 'a', f: () => {} }, { id: 'b' }, 'c', null] as Document[]
    const results = await collect(gateway.stream('/', documents, { batch: 1, ordered: true }))
    expect(results.map(({ error }) => error?.message)).toEqual([
      'documents[0].f is a function',
      undefined,
      'documents[0] is a string, but a document is an object',
      'documents[0] is null, but a document is an object',
    ])
  })

  it('assigns ids to documents without one, and does not change those that were passed', async () => {
    const gateway = await startOne((documents) => documents)
    const given = [{ text: 'a' }, { id: 'own' }, { text: 'b' }]
    const ids = idsOf(await collect(gateway.stream('/', given)))
    const flowId = BigInt(`0x${FLOW_ID}`).toString(36)
    expect(ids).toEqual([`${flowId}-0`, 'own', `${flowId}-1`])
    expect(given[0]).toEqual({ text: 'a' })
  })

  it('passes parameters and the endpoint to the executor', async () => {
    const gateway = await startOne({
      requests: { '/search': (documents, { parameters }) => documents.map((one) => ({ ...one, ...parameters })) },
    })
    const [searched] = await collect(gateway.stream('/search', numbered(1), { parameters: { top: 3 } }))
    expect(searched?.documents).toEqual([{ id: 'd0', n: 0, top: 3 }])
    const [passed] = await collect(gateway.stream('/else', numbered(1), { parameters: { top: 3 } }))
    expect(passed?.documents).toEqual([{ id: 'd0', n: 0 }])
  })

  it('shares the Flow between streams', async () => {
    const gateway = await startOne(double)
    const streams = [1, 2, 3].map(() => collect(gateway.stream('/', numbered(2_000), { batch: 1, ordered: true })))
    for (const results of await Promise.all(streams)) {
      expect(idsOf(results)).toEqual(numbered(2_000).map(({ id }) => id))
    }
  })

  it.each([
    ['index', undefined, 'REQUEST_ENDPOINT'],
    [`/${'x'.repeat(255)}`, undefined, 'REQUEST_ENDPOINT'],
    ['/', 0, 'REQUEST_BATCH'],
    ['/', 1.5, 'REQUEST_BATCH'],
  ])('refuses endpoint %s with batch %s', async (endpoint, batch, code) => {
    const gateway = await startOne(double)
    expect(() => gateway.stream(endpoint, [], { batch })).toThrow(expect.objectContaining({ code }))
  })
})
