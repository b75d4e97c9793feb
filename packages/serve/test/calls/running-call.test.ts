import { FlowError } from '@peaflow/core'
import type { FlowResult, RunningFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { expect, it } from 'vitest'
import type { Call, CallOutcome } from '../../src/calls/call.ts'
import { Calls } from '../../src/calls/calls.ts'
import { Cancellation } from '../../src/http/cancellation.ts'

const result = (index: number): FlowResult => ({ index, documents: [{ id: String(index) }] })

/** Calls of a Flow that answers with these results, and how they ended. */
function callsOf(stream: () => AsyncIterable<FlowResult>) {
  const outcomes: CallOutcome[] = []
  const load = () => ({ inFlight: 0, waiting: 0, isStopping: false })
  const running = {
    stream,
    load,
    plan: buildFlow(new Flow({ name: 'calls' }).add({ name: 'work' })),
  } as Partial<RunningFlow> as RunningFlow
  const observers = [{ ended: (_: Call, outcome: CallOutcome) => void outcomes.push(outcome) }]
  return { calls: new Calls({ running, maxQueue: 10, isDraining: () => false, observers }), outcomes }
}

function call(cancellation = new Cancellation()): Call {
  const content = { documents: [{}], parameters: {} }
  return { requestId: 'id', endpoint: '/', content, batch: 1, pieces: false, cancellation, protocol: 'http' }
}

/** Results that come, and then none until it is closed. */
function open(...results: FlowResult[]): AsyncIterableIterator<FlowResult, undefined> & { isClosed: boolean } {
  let close: () => void = () => undefined
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  return {
    isClosed: false,
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      const value = results.shift()
      if (value !== undefined) return { done: false, value }
      await closed
      return { done: true, value: undefined }
    },
    async return() {
      this.isClosed = true
      close()
      return { done: true, value: undefined }
    },
  }
}

it('yields what comes, and has ended once, with all documents', async () => {
  async function* stream() {
    yield result(0)
    yield result(1)
  }
  const { calls, outcomes } = callsOf(stream)
  const seen: number[] = []
  for await (const { index } of calls.run(call())) seen.push(index)
  expect(seen).toEqual([0, 1])
  expect(outcomes).toMatchObject([{ documents: 2, error: undefined }])
})

it('closes what it reads from if its client leaves, whenever that is', async () => {
  for (const results of [[], [result(0)]]) {
    const stream = open(...results)
    const { calls, outcomes } = callsOf(() => stream)
    const cancellation = new Cancellation()
    const running = calls.run(call(cancellation))
    for (const _ of results) await running.next()
    const next = running.next()
    cancellation.cancel()
    await expect(next).rejects.toMatchObject({ code: 'REQUEST_CANCELLED' })
    expect(stream.isClosed).toBe(true)
    expect(outcomes).toMatchObject([{ documents: results.length, error: { code: 'REQUEST_CANCELLED' } }])
  }
})

it('closes what it reads from if its reader wants no more', async () => {
  const stream = open(result(0), result(1))
  const { calls, outcomes } = callsOf(() => stream)
  for await (const _ of calls.run(call())) break
  expect([stream.isClosed, outcomes.length]).toEqual([true, 1])
})

it('has ended with what fails it, at once or later', async () => {
  const error = new FlowError('REQUEST_FAILED', 'no')
  const stream = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) }
  const later = callsOf(() => stream)
  await expect(later.calls.run(call()).next()).rejects.toBe(error)
  const once = callsOf(() => {
    throw error
  })
  expect(() => once.calls.run(call())).toThrow(error)
  for (const { outcomes } of [later, once]) expect(outcomes).toMatchObject([{ error }])
})
