import { expect, it } from 'vitest'
import { headersWithin, readTraceparent, traceContextFor } from '../../src/otlp/trace-context.ts'

const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']
const made = { traceId: `${'a'.repeat(18)}80000000000000`, spanId: 'b'.repeat(16), share: 1 }

const sampled: [flags: string, isSampled: boolean][] = [
  ['00', false],
  ['01', true],
  ['02', false],
  ['03', true],
  ['fe', false],
  ['ff', true],
]
it.each(sampled)('reads of the flags %s whether it is sampled: %s', (flags, isSampled) => {
  expect(readTraceparent(`00-${traceId}-${spanId}-${flags}`)).toEqual({ traceId, spanId, isSampled })
})

it('reads nothing of what is no traceparent', () => {
  expect(readTraceparent()).toBeUndefined()
  expect(readTraceparent('00-1-2-01')).toBeUndefined()
})

it('stands in the trace of the client, under its span', () => {
  const headers = { traceparent: `00-${traceId}-${spanId}-01`, tracestate: 'vendor=1' }
  expect(traceContextFor(headers, { ...made, share: 0 })).toEqual({
    ...{ traceId, spanId: made.spanId, traceState: 'vendor=1' },
    parent: { traceId, spanId, isSampled: true },
  })
  expect(traceContextFor({ traceparent: `00-${traceId}-${spanId}-00` }, made)).toBeUndefined()
})

const shares: [share: number, isExported: boolean][] = [
  [0, false],
  [0.5, false],
  [0.51, true],
  [1, true],
]
it.each(shares)('begins a trace in the middle of all ids at a share of %d: %s', (share, isExported) => {
  const { traceId, spanId } = made
  expect(traceContextFor({ baggage: 'a=1' }, { ...made, share })).toEqual(isExported ? { traceId, spanId } : undefined)
})

it('puts the span into the headers, and leaves the others', () => {
  const headers = { traceparent: 'old', tracestate: 'vendor=1', baggage: 'a=1' }
  expect(headersWithin({ traceId, spanId }, headers)).toEqual({ ...headers, traceparent: `00-${traceId}-${spanId}-01` })
})
