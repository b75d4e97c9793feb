import { FlowError } from '@peaflow/core'
import { expect, it } from 'vitest'
import { Cancellation } from '../../src/http/cancellation.ts'
import type { HttpReply, HttpRequest } from '../../src/http/exchange.ts'
import { HttpCounters } from '../../src/metrics/http-counters.ts'
import { KnownRoutes } from '../../src/metrics/known-routes.ts'
import { Refusals } from '../../src/metrics/refusals.ts'

async function* nothing() {}

function request(path: string, method = 'POST'): HttpRequest {
  return {
    method,
    path,
    query: new URLSearchParams(),
    header: () => undefined,
    body: nothing(),
    cancellation: new Cancellation(),
    isLoopback: true,
    isAmbiguous: false,
  }
}

const reply = (status: number, body: HttpReply['body'] = ''): HttpReply => ({ status, headers: {}, body })
const rows = (counters: HttpCounters) =>
  counters
    .snapshot()
    .series.map(({ method, route, status, duration }) => `${method} ${route} ${status} ${duration.count}`)

const routes: readonly (readonly [path: string, status: number, route: string])[] = [
  ['/metrics', 401, '/metrics'],
  ['/index', 404, '/{endpoint}'],
  ['/index', 200, '/index'],
  ['/index', 503, '/index'],
  ['/other', 503, '/{endpoint}'],
  ['/broken', 500, '/broken'],
  ['/-/traces/42', 200, '/-/'],
  [`/${'x'.repeat(200)}`, 200, '/{endpoint}'],
]

it('a path is a route once an executor was called there', () => {
  const known = new KnownRoutes(['/metrics'])
  expect(routes.map(([path, status]) => known.of(path, status))).toEqual(routes.map(([, , route]) => route))
})

it('a client makes up no more than 64 routes', () => {
  const known = new KnownRoutes([])
  const seen = Array.from({ length: 1_000 }, (_, index) => known.of(`/${index}`, 200))
  expect(new Set(seen).size).toBe(65)
  expect([known.of('/5', 200), known.of('/500', 200)]).toEqual(['/5', '/{endpoint}'])
})

it('counts by method, route and status, of which there is a limited number', async () => {
  const counters = new HttpCounters(['/metrics'])
  const statuses = [200, 200, 500]
  const answer = counters.count(async () => reply(statuses.shift() ?? 0))
  for (const method of ['GET', 'BREW', 'POST']) await answer(request('/metrics', method))
  expect(rows(counters)).toEqual(['GET /metrics 200 1', '_OTHER /metrics 200 1', 'POST /metrics 500 1'])
  for (let status = 1_000; status < 3_000; status += 1) {
    statuses.push(status)
    await answer(request('/metrics'))
  }
  expect(rows(counters).filter((row) => row.includes('/metrics'))).toHaveLength(500)
})

it('a streamed reply counts when it has ended, or nobody reads on', async () => {
  const counters = new HttpCounters([])
  const answer = counters.count(async () => reply(200, pieces()))
  async function* pieces() {
    yield 'a'
    yield 'b'
  }
  const [whole, left] = [await answer(request('/index')), await answer(request('/index'))]
  expect(counters.snapshot()).toEqual({ active: { POST: 2 }, series: [] })
  let text = ''
  for await (const piece of whole.body as AsyncIterable<string>) text += piece
  expect([text, counters.snapshot().active, rows(counters)]).toEqual(['ab', { POST: 1 }, ['POST /index 200 1']])
  for await (const _ of left.body as AsyncIterable<string>) break
  expect([counters.snapshot().active, rows(counters)]).toEqual([{ POST: 0 }, ['POST /index 200 2']])
})

it('refusals have a reason', () => {
  const refusals = new Refusals()
  const codes = ['REQUEST_QUEUE', 'REQUEST_QUEUE', 'REQUEST_STOPPED', 'REQUEST_TIMEOUT', 'REQUEST_FAILED'] as const
  for (const code of codes) refusals.refused('/index', new FlowError(code, 'no'))
  expect(refusals.snapshot()).toEqual({ queue: 2, stopping: 1, time: 1, other: 1 })
})
