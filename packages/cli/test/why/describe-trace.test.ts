import type { Trace } from '@peaflow/serve'
import { expect, it } from 'vitest'
import { paintFor } from '../../src/terminal/color.ts'
import { describeTrace } from '../../src/why/describe-trace.ts'
import { listTraces } from '../../src/why/list-traces.ts'

const paint = paintFor({})
const pods = [
  { name: 'gateway', needs: ['index'] },
  { name: 'segment', needs: ['gateway'] },
  { name: 'encode', needs: ['segment'] },
  { name: 'index', needs: ['encode'] },
]

const trace: Trace = {
  id: 'r1',
  endpoint: '/search',
  protocol: 'http',
  started: new Date(2026, 10, 29, 14, 2, 55, 31).toISOString(),
  ms: 40,
  documents: 3,
  spans: [
    { pod: 'segment', wait: 0.1, call: 2.3 },
    { pod: 'encode', wait: 8, call: 24 },
    { pod: 'index', wait: 0.01, call: 1.2 },
  ],
  rest: 4.39,
}

it('a request is a waterfall of bars', () => {
  expect(
    describeTrace(trace, { pods, columns: 71, paint }),
  ).toBe(`r1  /search  40.0 ms, at 14:02:55.031, by http, 3 documents in the answer

POD         WAITED   CALLED
segment    0.10 ms  2.30 ms  ██▍
encode     8.00 ms  24.0 ms     ░░░░░░░░█████████████████████████▏
index      0.01 ms  1.20 ms                                      █▎
(between)           4.39 ms
`)
})

it('a failed request says where and why', () => {
  const failed = {
    ...trace,
    code: 'REQUEST_EXECUTOR',
    message: 'I do not \u001b[2Jlike it',
    pod: 'encode',
    pea: 'encode/1',
  }
  expect(describeTrace({ ...failed, traceparent: '00-ab-cd-01' }, { pods, columns: 80, paint })).toContain(
    'traceparent 00-ab-cd-01\nfailed in encode/1: I do not like it [REQUEST_EXECUTOR]\n\n',
  )
})

it('bars fit, also where Pods overlap longer than the request took, and where nothing took any time', () => {
  const draw = (spans: Trace['spans'], ms: number) =>
    describeTrace({ ...trace, spans, ms, rest: 0 }, { pods, columns: 60, paint })
  const long = draw([{ pod: 'encode', wait: 100, call: 400 }], 3)
  expect(
    Math.max(
      ...long
        .split('\n')
        .slice(2)
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(60)
  expect(draw([{ pod: 'encode', wait: 0, call: 0 }], 0)).toContain('0.00 ms  ▏')
})

it('lists the slowest, and those that failed last', () => {
  const { spans: _spans, rest: _rest, ...summary } = trace
  const traces = [
    { ...summary, id: 'quick', ms: 1 },
    { ...summary, id: 'slow', ms: 2_000 },
    { ...summary, id: 'bad', ms: 3, code: 'REQUEST_EXECUTOR', pod: 'encode' },
  ]
  expect(listTraces(traces, { paint })).toBe(`Slowest
REQUEST  ENDPOINT  AT               TOOK  FAILED
slow     /search   14:02:55.031   2.00 s
bad      /search   14:02:55.031  3.00 ms  REQUEST_EXECUTOR encode
quick    /search   14:02:55.031  1.00 ms

Failed last
REQUEST  ENDPOINT  AT               TOOK  FAILED
bad      /search   14:02:55.031  3.00 ms  REQUEST_EXECUTOR encode

peaflow why REQUEST shows where the time of one went
`)
  expect(listTraces([], { paint })).toContain('No request is kept')
})
