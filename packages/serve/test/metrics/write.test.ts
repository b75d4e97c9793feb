import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type METRICS_TYPES, preferredMetricsFormat } from '../../src/metrics/format.ts'
import type { Metric } from '../../src/metrics/metric.ts'
import { writeMetrics } from '../../src/metrics/write.ts'
import { parseMetrics } from './parse.ts'

const histogram = { bounds: [0.5, 2], below: [1, 3], count: 4, sum: 9.5 }
const exemplar = (value: number) => ({ labels: { trace_id: 'abc' }, value, time: 1_700_000_000.5 })
const metrics: readonly Metric[] = [
  { name: 'a', help: 'Some\nthing "b\\c".', type: 'counter', samples: [{ labels: {}, value: 1e21 }] },
  {
    ...{ name: 'b_seconds', help: 'B.', unit: 'seconds', type: 'histogram' },
    samples: [{ labels: { pod: 'x' }, histogram, exemplars: [undefined, exemplar(0.75), exemplar(5)] }],
  },
]

const BUCKETS = `b_seconds_bucket{pod="x",le="0.5"} 1
b_seconds_bucket{pod="x",le="2.0"} 3
b_seconds_bucket{pod="x",le="+Inf"} 4
b_seconds_sum{pod="x"} 9.5
b_seconds_count{pod="x"} 4`

it('is OpenMetrics', () => {
  expect(writeMetrics(metrics, 'openmetrics')).toBe(`# HELP a Some\\nthing \\"b\\\\c\\".
# TYPE a counter
a_total 1e+21
# HELP b_seconds B.
# TYPE b_seconds histogram
# UNIT b_seconds seconds
b_seconds_bucket{pod="x",le="0.5"} 1
b_seconds_bucket{pod="x",le="2.0"} 3 # {trace_id="abc"} 0.75 1700000000.500
b_seconds_bucket{pod="x",le="+Inf"} 4 # {trace_id="abc"} 5 1700000000.500
b_seconds_sum{pod="x"} 9.5
b_seconds_count{pod="x"} 4
# EOF
`)
})

it('is the text format of Prometheus', () => {
  expect(writeMetrics(metrics, 'prometheus')).toBe(`# HELP a_total Some\\nthing "b\\\\c".
# TYPE a_total counter
a_total 1e+21
# HELP b_seconds B.
# TYPE b_seconds histogram
${BUCKETS}
`)
})

describe('what is written parses back', () => {
  const name = fc.stringMatching(/^[a-z_]{1,20}$/)
  const labels = fc.dictionary(
    name,
    fc.string({ unit: 'binary' }).filter((text) => !/\p{Cs}/u.test(text)),
    {
      maxKeys: 4,
      noNullPrototype: true,
    },
  )
  const value = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0)
  const gauge = fc.record({
    name,
    help: fc.string(),
    type: fc.constant('gauge' as const),
    samples: fc.array(fc.record({ labels, value })),
  })

  it.each(['openmetrics', 'prometheus'] as const)('%s', (format) => {
    fc.assert(
      fc.property(fc.uniqueArray(gauge, { selector: (metric) => metric.name, minLength: 1 }), (written) => {
        const { samples, types } = parseMetrics(writeMetrics(written, format))
        expect(Object.keys(types).sort()).toEqual(written.map((metric) => metric.name).sort())
        expect(samples).toEqual(
          written.flatMap((metric) => metric.samples.map((sample) => ({ ...sample, name: metric.name }))),
        )
      }),
    )
  })
})

const accepts: readonly (readonly [accept: string | undefined, format: keyof typeof METRICS_TYPES])[] = [
  [undefined, 'prometheus'],
  ['*/*', 'prometheus'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'prometheus'],
  ['text/plain', 'prometheus'],
  ['application/openmetrics-text', 'openmetrics'],
  // What Prometheus 2.42 and 3 send.
  [
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    'openmetrics',
  ],
  [
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;q=0.5,*/*;q=0.2',
    'openmetrics',
  ],
  ['text/plain;version=0.0.4;q=0.9,application/openmetrics-text;q=0.1', 'prometheus'],
  ['application/openmetrics-text;q=0', 'prometheus'],
  ['application/openmetrics-text;q=x', 'prometheus'],
]

it.each(accepts)('%s gets %s', (accept, format) => {
  expect(preferredMetricsFormat(accept)).toBe(format)
})
