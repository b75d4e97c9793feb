import { FlowError } from '@peaflow/core'
import { expect, it } from 'vitest'
import type { Call } from '../../src/calls/call.ts'
import { Cancellation } from '../../src/http/cancellation.ts'
import { Exemplars } from '../../src/metrics/exemplars.ts'

const call = (endpoint: string, traceparent?: string): Call => ({
  ...{
    requestId: 'r',
    endpoint,
    content: { documents: [], parameters: {} },
    batch: 1,
    pieces: false,
    protocol: 'http',
  },
  cancellation: new Cancellation(),
  headers: traceparent === undefined ? {} : { traceparent },
})

const outcome = (duration: number) => ({ startTime: 1_000_000, duration, times: {}, documents: 1 })
const keep = () => new Exemplars(({ headers }) => headers?.traceparent)

it('keeps the last of each bucket and endpoint', () => {
  const exemplars = keep()
  for (const [trace, duration] of [
    ['a', 0.5],
    ['b', 1],
    ['c', 80],
    ['d', 100_000],
  ] as const)
    exemplars.ended(call('/index', trace), outcome(duration))
  exemplars.ended(call('/other', 'e'), outcome(1.5))
  exemplars.ended(call('/index'), outcome(2))
  const traces = Array.from(exemplars.snapshot(), ([endpoint, some]) => [
    endpoint,
    some.flatMap((one, bucket) => (one === undefined ? [] : [[bucket, one.labels.trace_id, one.value, one.time]])),
  ])
  expect(traces).toEqual([
    [
      '/index',
      [
        [0, 'b', 0.001, 1_000.001],
        [6, 'c', 0.08, 1_000.08],
        [15, 'd', 100, 1_100],
      ],
    ],
    ['/other', [[1, 'e', 0.0015, 1_000.0015]]],
  ])
})

it('keeps none of an endpoint that there is not, and grows with no names that clients make up', () => {
  const exemplars = keep()
  const error = new FlowError('REQUEST_ENDPOINT', 'there is no such endpoint')
  exemplars.ended(call('/no', 'a'), { ...outcome(1), error })
  expect(exemplars.snapshot().size).toBe(0)
  for (let index = 0; index < 1_000; index += 1) exemplars.ended(call(`/${index}`, 'a'), outcome(1))
  expect([exemplars.snapshot().size, exemplars.snapshot().has('other')]).toEqual([65, true])
})
