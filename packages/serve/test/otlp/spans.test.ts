import { FlowError } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import type { Call, CallOutcome } from '../../src/calls/call.ts'
import { Cancellation } from '../../src/http/cancellation.ts'
import { toSpans } from '../../src/otlp/spans.ts'

const [traceId, spanId] = ['a'.repeat(32), 'b'.repeat(16)]
const pod = (name: string, ...needs: string[]) => ({ name, needs })
const pods = [pod('a', 'gateway'), pod('b', 'a'), pod('c', 'a'), pod('d', 'b', 'c'), pod('gateway', 'd')]

const base: Call = {
  ...{ requestId: 'r', endpoint: '/search', content: { documents: [], parameters: {} }, batch: 1, pieces: false },
  ...{ cancellation: new Cancellation(), protocol: 'http' },
}
const ended: CallOutcome = { startTime: 1_000, duration: 30, times: {}, documents: 2 }

function spansOf(call: Partial<Call> = {}, outcome: Partial<CallOutcome> = {}) {
  let count = 0
  const newSpanId = () => `c${(count++).toString().padStart(15, '0')}`
  const sources = { flow: 'engine', pods, context: { traceId, spanId }, newSpanId }
  return toSpans({ ...base, ...call }, { ...ended, ...outcome }, sources)
}

describe('the span of a call', () => {
  it('has its endpoint, its time and what came of it', () => {
    expect(spansOf()).toEqual([
      {
        ...{ name: 'POST /search', kind: 'server', traceId, spanId, parent: undefined, traceState: undefined },
        ...{ start: 1_000, duration: 30, failure: undefined },
        attributes: {
          'http.request.method': 'POST',
          'http.route': '/search',
          'http.response.status_code': 200,
          'peaflow.flow': 'engine',
          'peaflow.endpoint': '/search',
          'peaflow.request_id': 'r',
          'peaflow.documents': 2,
        },
      },
    ])
  })

  it('stands under the span of the client, in another program', () => {
    const parent = { traceId, spanId: 'd'.repeat(16), isSampled: true }
    const context = { traceId, spanId, parent, traceState: 'vendor=1' }
    const [span] = toSpans(base, ended, { flow: 'engine', pods, context, newSpanId: () => spanId })
    expect(span).toMatchObject({ parent: { spanId: 'd'.repeat(16), isRemote: true }, traceState: 'vendor=1' })
  })

  const protocols: [protocol: Call['protocol'], name: string, attribute: Record<string, string>][] = [
    ['http', 'POST /search', { 'http.request.method': 'POST' }],
    ['websocket', 'WebSocket /search', { 'network.protocol.name': 'websocket' }],
    ['grpc', 'gRPC /search', { 'rpc.system': 'grpc' }],
  ]
  it.each(protocols)('that came by %s is named %s', (protocol, name, attribute) => {
    const [span] = spansOf({ protocol })
    expect(span).toMatchObject({ name, attributes: attribute })
    expect(Object.hasOwn(span?.attributes ?? {}, 'http.route')).toBe(protocol === 'http')
  })

  it('is not as long as a name that a client made up', () => {
    expect(spansOf({ endpoint: `/${'x'.repeat(10_000)}` })[0]?.name).toBe('POST other')
  })

  const failures: [code: FlowError['code'], status: number | undefined, isFailure: boolean][] = [
    ['REQUEST_EXECUTOR', 500, true],
    ['REQUEST_TIMEOUT', 504, true],
    ['REQUEST_QUEUE', 503, true],
    ['REQUEST_SCHEMA', 422, false],
    ['REQUEST_ENDPOINT', 404, false],
    ['REQUEST_CANCELLED', undefined, false],
  ]
  it.each(failures)('that ended with %s has the status %s; a failure: %s', (code, status, isFailure) => {
    const [span] = spansOf({}, { error: new FlowError(code, 'why') })
    expect(span?.failure).toBe(isFailure ? 'why' : undefined)
    expect(span?.attributes['error.type']).toBe(code)
    expect(span?.attributes['http.response.status_code']).toBe(status)
  })

  it('has no status where the answer is streamed: it may have failed after its first piece', () => {
    expect(spansOf({ pieces: true })[0]?.attributes).not.toHaveProperty('http.response.status_code')
  })

  it('has no more than 1,000 characters of a message', () => {
    const error = new FlowError('REQUEST_EXECUTOR', 'x'.repeat(1_000_000))
    expect(spansOf({}, { error })[0]?.failure).toHaveLength(1_000)
  })
})

describe('the spans of Pods', () => {
  const times = { d: [1, 2], c: [0, 3], a: [5, 10], b: [1, 1] } as const

  it('begin where the last of those that they need ends', () => {
    const [, ...spans] = spansOf({}, { times })
    expect(spans.map(({ name, start, duration }) => [name, start, duration])).toEqual([
      ['a process', 1_000, 15],
      ['b process', 1_015, 2],
      ['c process', 1_015, 3],
      ['d process', 1_018, 3],
    ])
    expect(new Set(spans.map((span) => span.spanId)).size).toBe(4)
    for (const span of spans) {
      expect(span).toMatchObject({ kind: 'internal', traceId, parent: { spanId, isRemote: false } })
    }
  })

  it('say in seconds how long a request waited and was worked on', () => {
    expect(spansOf({}, { times })[1]?.attributes).toEqual({
      ...{ 'peaflow.flow': 'engine', 'peaflow.pod': 'a', 'peaflow.pod.wait': 0.005, 'peaflow.pod.call': 0.01 },
    })
  })

  it('say which failed, and in which Pea, also where its times are not known', () => {
    const error = new FlowError('REQUEST_PEA_DIED', 'b/0 died', { pod: 'b', pea: 'b/0' })
    const [, a, b] = spansOf({}, { times: { a: [5, 10] }, error })
    expect(a?.failure).toBeUndefined()
    expect(b).toMatchObject({ name: 'b process', start: 1_015, duration: 0, failure: 'b/0 died' })
    expect(b?.attributes).toEqual({
      ...{ 'peaflow.flow': 'engine', 'peaflow.pod': 'b', 'peaflow.pea': 'b/0', 'error.type': 'REQUEST_PEA_DIED' },
    })
  })
})
