import { afterEach, expect, it, vi } from 'vitest'
import { exportedFlow } from './exported.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const parent = '00f067aa0ba902b7'
const traceparentOf = (flags: string) => `00-${traceId}-${parent}-${flags}`

const KINDS = { internal: 1, server: 2 }
const STATUSES = { unset: 0, error: 2 }

afterEach(() => void vi.unstubAllEnvs())

it('exports a call that its client samples: its span in the trace of the client, and one for each Pod', async () => {
  await using flow = await exportedFlow()
  const sent = { traceparent: traceparentOf('01'), tracestate: 'vendor=1,other=2', 'x-request-id': 'r1' }
  expect(await flow.search('hello', sent)).toBe(200)
  await flow.served.close()

  const { spans } = flow.collector
  expect(spans.map(({ name }) => name)).toEqual(['POST /search', 'encode process', 'index process'])
  const [call, ...pods] = spans
  expect(call).toMatchObject({
    ...{ traceId, parentSpanId: parent, traceState: 'vendor=1,other=2', kind: KINDS.server },
    status: { code: STATUSES.unset },
    attributes: { 'http.route': '/search', 'http.response.status_code': 200, 'peaflow.request_id': 'r1' },
    resource: { 'service.name': 'engine' },
  })
  expect(call?.spanId).not.toBe(parent)
  for (const pod of pods) expect(pod).toMatchObject({ traceId, parentSpanId: call?.spanId, kind: KINDS.internal })
  expect(pods.map(({ attributes }) => attributes['peaflow.pod'])).toEqual(['encode', 'index'])
  // What executors call belongs under the call itself.
  expect(flow.headers[0]).toMatchObject({
    traceparent: `00-${traceId}-${call?.spanId}-01`,
    tracestate: sent.tracestate,
  })
})

it('exports nothing of a call that its client does not sample, and passes its context on as it is', async () => {
  await using flow = await exportedFlow()
  await flow.search('hello', { traceparent: traceparentOf('00') })
  await flow.search('hello', { traceparent: traceparentOf('01'), 'x-request-id': 'sampled' })
  await flow.served.close()
  const calls = flow.collector.spans.filter(({ kind }) => kind === KINDS.server)
  expect(calls.map(({ attributes }) => attributes['peaflow.request_id'])).toEqual(['sampled'])
  expect(flow.headers[0]?.traceparent).toBe(traceparentOf('00'))
})

it('begins a trace where none came, in which executors take part', async () => {
  await using flow = await exportedFlow({ OTEL_SERVICE_NAME: 'shop' })
  await flow.search('hello')
  await flow.served.close()
  const call = flow.collector.spans[0]
  expect(call).toMatchObject({ name: 'POST /search', resource: { 'service.name': 'shop' } })
  expect(call?.parentSpanId).toBeUndefined()
  expect(flow.headers[0]?.traceparent).toBe(`00-${call?.traceId}-${call?.spanId}-01`)
})

it('says what failed, and in which Pod', async () => {
  await using flow = await exportedFlow()
  expect(await flow.search('fail')).toBe(500)
  await flow.served.close()
  const failed = flow.collector.spans.filter(({ status }) => status.code === STATUSES.error)
  expect(failed.map(({ name }) => name)).toEqual(['POST /search', 'index process'])
  for (const { attributes } of failed) expect(attributes['error.type']).toBe('REQUEST_EXECUTOR')
  expect(failed[0]?.attributes['http.response.status_code']).toBe(500)
  expect(failed[0]?.status.message).toContain('no index')
})

it('changes no context and exports nothing where no endpoint is set', async () => {
  await using flow = await exportedFlow({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })
  await flow.search('hello', { traceparent: traceparentOf('01') })
  await flow.served.close()
  expect(flow.collector.spans).toEqual([])
  expect(flow.headers[0]?.traceparent).toBe(traceparentOf('01'))
})
