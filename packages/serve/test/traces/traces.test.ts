import { FlowError } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import type { Call, CallOutcome } from '../../src/calls/call.ts'
import { Cancellation } from '../../src/http/cancellation.ts'
import { longestChain } from '../../src/traces/longest-chain.ts'
import { SlowCalls } from '../../src/traces/slow-calls.ts'
import { Traces } from '../../src/traces/traces.ts'

const pod = (name: string, ...needs: string[]) => ({ name, needs, peas: [] })
const pods = [pod('a', 'gateway'), pod('b', 'a'), pod('c', 'a'), pod('d', 'b', 'c'), pod('gateway', 'd')]

const callOf = (requestId: string, headers?: Record<string, string>): Call => ({
  ...{ requestId, endpoint: '/', content: { documents: [], parameters: {} }, batch: 1, pieces: false },
  ...{ cancellation: new Cancellation(), protocol: 'http', headers },
})
const outcome = (more: Partial<CallOutcome> = {}): CallOutcome => ({
  ...{ startTime: 0, duration: 1, times: {}, documents: 1 },
  ...more,
})

describe('traces', () => {
  it('say where the time went: in which Pods, in their order, and what is left', () => {
    const traces = new Traces(() => ({ pods }))
    const times = { d: [1, 2], c: [0, 3], a: [5, 10], b: [1, 1] } as const
    traces.ended(callOf('r', { traceparent: '00-1-2-01' }), outcome({ duration: 30, times }))
    expect(traces.find('r')).toEqual({
      ...{ id: 'r', endpoint: '/', protocol: 'http', started: '1970-01-01T00:00:00.000Z', ms: 30, documents: 1 },
      traceparent: '00-1-2-01',
      message: undefined,
      spans: [
        { pod: 'a', wait: 5, call: 10 },
        { pod: 'b', wait: 1, call: 1 },
        { pod: 'c', wait: 0, call: 3 },
        { pod: 'd', wait: 1, call: 2 },
      ],
      rest: 30 - 15 - 3 - 3,
    })
  })

  it('have 0 left where requests ran side by side', () => {
    const traces = new Traces(() => ({ pods }))
    traces.ended(callOf('r'), outcome({ duration: 5, times: { a: [10, 10] } }))
    expect(traces.find('r')?.rest).toBe(0)
  })

  it('are of the last 1,000, and of those before that failed or were slow', () => {
    const traces = new Traces(() => ({ pods }))
    const error = new FlowError('REQUEST_EXECUTOR', 'no model', { pod: 'a', pea: 'a/0' })
    traces.ended(callOf('failed'), outcome({ error }))
    traces.ended(callOf('slow'), outcome({ duration: 1_001 }))
    traces.ended(callOf('usual'), outcome())
    for (let number = 0; number < 1_000; number += 1) traces.ended(callOf(`later ${number}`), outcome())
    expect(traces.find('usual')).toBeUndefined()
    expect(traces.find('failed')).toMatchObject({ code: 'REQUEST_EXECUTOR', pod: 'a', pea: 'a/0', message: 'no model' })
    expect(traces.list({ limit: 2_000 })).toHaveLength(1_002)
    expect(traces.list({ limit: 1 })).toMatchObject([{ id: 'later 999' }])
    expect(traces.list({ failed: true, limit: 10 })).toMatchObject([{ id: 'failed' }])
    expect(traces.list({ slower: 1_000, limit: 10 })).toMatchObject([{ id: 'slow' }])
  })

  it('are no more than they may be, whatever fails', () => {
    const traces = new Traces(() => ({ pods }))
    const error = new FlowError('REQUEST_FAILED', 'x'.repeat(1_000_000))
    for (let number = 0; number < 5_000; number += 1) traces.ended(callOf(`r${number}`), outcome({ error }))
    expect(traces.list({ limit: 10_000 })).toHaveLength(2_000)
    expect(traces.find('r2999')).toBeUndefined()
    expect(traces.find('r4999')?.message).toHaveLength(2_000)
  })

  it('are the latest of an id', () => {
    const traces = new Traces(() => ({ pods }))
    traces.ended(callOf('same'), outcome({ documents: 1 }))
    traces.ended(callOf('same'), outcome({ documents: 2 }))
    expect(traces.find('same')?.documents).toBe(2)
  })
})

it('takes the longest chain of Pods', () => {
  const times: Readonly<Record<string, number>> = { a: 1, b: 2, c: 30, d: 4 }
  expect(longestChain(pods, (name) => times[name] ?? 0)).toBe(35)
})

it('calls slow what takes more than a second, or longer than 99 of 100', () => {
  const calls = new SlowCalls()
  expect([calls.add(1_000), calls.add(1_001)]).toEqual([false, true])
  for (let number = 0; number < 1_000; number += 1) calls.add(10)
  expect([calls.add(10), calls.add(11)]).toEqual([false, true])
})
