import type { Document } from '@peaflow/core'
import type { FlowResult, RunningFlow, StreamOptions } from '@peaflow/engine'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { InputDocument } from '../../src/input/input.ts'
import { sendDocuments } from '../../src/run/send-documents.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A Flow that answers each request with its documents, and remembers how many there were in each. */
function echo(sizes: number[]): RunningFlow {
  const stream = async function* (_endpoint: string, documents: AsyncIterable<Document>, options: StreamOptions = {}) {
    const { batch = 100 } = options
    let index = 0
    let taken: Document[] = []
    const answer = (): FlowResult => {
      sizes.push(taken.length)
      const result = { index: index++, documents: taken }
      taken = []
      return result
    }
    for await (const document of documents) {
      taken.push(document)
      if (taken.length === batch) yield answer()
    }
    if (taken.length > 0) yield answer()
  }
  return { stream } as Partial<RunningFlow> as RunningFlow
}

/** Documents, with a pause of so many milliseconds before each. */
async function* paused(pauses: readonly number[], document: Document = {}): AsyncGenerator<InputDocument> {
  for (const [index, pause] of pauses.entries()) {
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
    yield { document: { id: String(index), ...document }, position: { line: index + 1 }, amount: 1 }
  }
}

async function send(input: AsyncIterable<InputDocument>, batch: number, ordered = true) {
  const sizes: number[] = []
  const ids: string[] = []
  const sent = sendDocuments(echo(sizes), input, {
    endpoint: '/',
    batch,
    ordered,
    onResult: async ({ documents }, request) => {
      expect(request.size).toBe(documents.length)
      ids.push(...documents.map(({ id }) => String(id)))
    },
  })
  await vi.runAllTimersAsync()
  await sent
  return { sizes, ids }
}

it('fills batches', async () => {
  expect((await send(paused([0, 0, 0, 0, 0]), 2)).sizes).toEqual([2, 2, 1])
})

it.each([true, false])('sends a batch as it is once it has waited 50 ms for more (ordered: %s)', async (ordered) => {
  const { sizes, ids } = await send(paused([0, 20, 100, 20, 20, 500]), 100, ordered)
  expect(sizes).toEqual([2, 3, 1])
  expect(ids).toEqual(['0', '1', '2', '3', '4', '5'])
})

it('does not let documents together be larger than a request may be', async () => {
  const text = 'x'.repeat(10 * 2 ** 20)
  expect((await send(paused([0, 0, 0, 0, 0], { text }), 100)).sizes).toEqual([2, 2, 1])
})

it('ends without documents', async () => {
  expect(await send(paused([]), 100)).toEqual({ sizes: [], ids: [] })
})

it('throws what the documents throw, also after a pause', async () => {
  vi.useRealTimers()
  const broken = async function* () {
    yield* paused([0])
    await new Promise((resolve) => setTimeout(resolve, 100))
    throw new Error('broken')
  }
  const options = { endpoint: '/', batch: 10, ordered: true, onResult: async () => undefined }
  await expect(sendDocuments(echo([]), broken(), options)).rejects.toThrow('broken')
})
