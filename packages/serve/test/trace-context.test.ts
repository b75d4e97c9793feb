import { expect, it } from 'vitest'
import { traceContextOf } from '../src/request/trace-context.ts'

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

const contextOf = (headers: Readonly<Record<string, string>>) => traceContextOf((name) => headers[name])

it('takes over what is valid', () => {
  const headers = { traceparent, tracestate: 'vendor=1', baggage: 'user=7' }
  expect(contextOf({ ...headers, cookie: 'secret' })).toEqual(headers)
  expect(contextOf({ traceparent: `${traceparent.replace('00-', 'cc-')}-more` })).toBeDefined()
})

const invalid: readonly (readonly [why: string, headers: Readonly<Record<string, string>>])[] = [
  ['nothing', {}],
  ['no hexadecimal', { traceparent: traceparent.replace('4b', '4g') }],
  ['capitals', { traceparent: traceparent.toUpperCase() }],
  ['a trace of zeros', { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }],
  ['a span of zeros', { traceparent: `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01` }],
  ['the version that is none', { traceparent: traceparent.replace('00-', 'ff-') }],
  ['a state without a parent', { tracestate: 'vendor=1' }],
  ['baggage that is too long', { baggage: 'x'.repeat(5_000) }],
  ['baggage that is not ASCII', { baggage: 'user=ü' }],
]
it.each(invalid)('drops %s', (_, headers) => {
  expect(contextOf(headers)).toBeUndefined()
})
