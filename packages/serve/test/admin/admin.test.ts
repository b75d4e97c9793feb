import { existsSync } from 'node:fs'
import type { Document } from '@peaflow/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Administered, administered, ask, firstEvents, open } from './administered.ts'

const work = (documents: Document[]) => {
  if (documents.some(({ text }) => text === 'bad')) throw new Error('no model')
  return documents
}

let flow: Administered
beforeAll(async () => {
  flow = await administered(work)
})
afterAll(async () => await flow[Symbol.asyncDispose]())

const get = (path: string) => ask(flow.socket, path)
const call = (text: string, id: string) =>
  ask(flow.socket, '/index', { method: 'POST', headers: { 'x-request-id': id } }, JSON.stringify([{ id: '1', text }]))

describe('it tells', () => {
  it('how the Flow is doing', async () => {
    const { json } = await get('/-/status')
    expect(json).toMatchObject({
      flow: 'operated',
      folder: flow.running.folder,
      file: '/flows/flow.yml',
      pid: process.pid,
      version: '1.2.3',
      started: '1970-01-01T00:00:00.000Z',
      detached: false,
      urls: [flow.served.url],
      state: 'ready',
      inFlight: 0,
      waiting: 0,
      dropped: 0,
      pods: { work: { ready: 1, of: 1 } },
    })
    expect(json.peas).toMatchObject([
      { id: 'work/0', pod: 'work', phase: 'ready', incarnation: 1, uptime: expect.any(Number) },
    ])
    expect(json.peas[0].report).toBeUndefined()
  })

  it('the plan, its picture, the statistics and the rates', async () => {
    expect((await get('/-/plan')).json).toEqual(JSON.parse(JSON.stringify(flow.running.plan)))
    const picture = await get('/-/plan.svg')
    expect([picture.headers['content-type'], picture.text]).toEqual(['image/svg+xml', '<svg/>'])
    expect((await get('/-/statistics')).json).toMatchObject({ flow: 'operated', pods: [{ pod: 'work' }] })
    await call('good', 'rated')
    const { json } = await get('/-/rates')
    expect(json).toMatchObject({ flow: { inFlight: 0, waiting: 0 }, pods: { work: { ready: 1, of: 1, restarts: 0 } } })
  })

  it('no value of a variable or an argument, at its socket and over TCP', async () => {
    await using own = await administered(work, {}, { key: 's3cret' })
    const headers = { authorization: `Bearer ${own.token}` }
    for (const path of ['/-/plan', '/-/status', '/-/statistics', '/-/rates', '/-/plan.svg']) {
      expect((await ask(own.socket, path)).text).not.toContain('s3cret')
      expect(await (await fetch(`${own.served.url}${path}`, { headers })).text()).not.toContain('s3cret')
    }
  })

  it('what happens, as it happens', async () => {
    const stream = await open(flow.socket, '/-/events')
    expect(stream.headers['content-type']).toBe('text/event-stream')
    const told = firstEvents(stream, ['status', 'rates', 'event', 'trace'])
    await call('good', 'told')
    await ask(flow.socket, '/-/pods/work/restart', { method: 'POST' })
    const events = await told
    expect(events.get('status')).toMatchObject({ flow: 'operated' })
    expect(events.get('rates')).toMatchObject({ pods: { work: {} } })
    expect(events.get('event')).toMatchObject({ time: expect.any(String), event: { type: 'restarting', pod: 'work' } })
    expect(events.get('trace')).toMatchObject({ endpoint: '/index', protocol: 'http' })
  })
})

describe('logs', () => {
  const texts = (text: string) => text.split('\n').flatMap((one) => (one === '' ? [] : [JSON.parse(one).text]))
  const log = (text: string, pea = 'work/0', level: 'info' | 'warn' = 'info') =>
    flow.journal.onLog({ pea, stream: 'stdout', level, text })

  it('are those of the Pods, the level and the pattern that are asked for', async () => {
    for (const [text, pea, level] of [
      ['a1', 'work/0', 'info'],
      ['a2', 'other/head', 'warn'],
      ['b1', 'work/1', 'warn'],
    ] as const)
      log(text, pea, level)
    const reply = await get('/-/logs?grep=%5B12%5D%24')
    expect(reply.headers['content-type']).toBe('application/x-ndjson')
    expect(texts(reply.text)).toEqual(['a1', 'a2', 'b1'])
    expect(texts((await get('/-/logs?pod=work&level=warn')).text)).toEqual(['b1'])
    expect(texts((await get('/-/logs?pod=work&pod=other&tail=2')).text)).toEqual(['a2', 'b1'])
    expect(texts((await get('/-/logs?tail=0')).text)).toEqual([])
    expect(texts((await get(`/-/logs?since=${new Date(Date.now() + 60_000).toISOString()}`)).text)).toEqual([])
    expect(texts((await get('/-/logs?since=10m')).text)).toEqual(['a1', 'a2', 'b1'])
    const events = await ask(flow.socket, '/-/logs?tail=1', { headers: { accept: 'text/event-stream' } })
    expect(events.text).toMatch(/^event: log\ndata: \{.*"text":"b1".*\}\n\n$/)
  })

  it('are followed, without a gap', async () => {
    log('before')
    const stream = await open(flow.socket, '/-/logs?tail=1&follow=1')
    const read: string[] = []
    for await (const chunk of stream.setEncoding('utf8')) {
      read.push(...texts(chunk))
      if (read.length < 3) log(`after ${read.length}`)
      else break
    }
    expect(read).toEqual(['before', 'after 1', 'after 2'])
  })

  it('may be searched with an expression that would take years, which is refused', async () => {
    log('a'.repeat(60))
    const reply = await get('/-/logs?grep=%28a%2B%29%2B%24b%7C%28a%2B%29%2Bc')
    expect([reply.status, reply.json.code]).toEqual([400, 'REQUEST_QUERY'])
    expect(reply.json.detail).toContain('takes too long')
  })
})

describe('it changes', () => {
  it('the replicas of a Pod', async () => {
    const scale = (replicas: number) =>
      ask(flow.socket, '/-/pods/work', { method: 'PATCH' }, JSON.stringify({ replicas }))
    expect((await scale(2)).json).toMatchObject({ pods: { work: { ready: 2, of: 2 } } })
    expect((await scale(1)).json).toMatchObject({ pods: { work: { ready: 1, of: 1 } } })
  })

  it('a Pod for a new one', async () => {
    const { json: before } = await get('/-/status')
    const { json } = await ask(flow.socket, '/-/pods/work/restart', { method: 'POST' })
    expect(json.peas[0].incarnation).toBe(before.peas[0].incarnation + 1)
  })

  it('the Flow: the program is asked to stop it', async () => {
    const reply = await ask(flow.socket, '/-/stop', { method: 'POST' }, '{"grace": 5}')
    expect([reply.status, reply.json]).toEqual([202, { stopping: true }])
    expect(flow.stops).toEqual([{ grace: 5 }])
  })
})

it('copies what passes a Pod', async () => {
  const stream = await open(flow.socket, '/-/pods/work/tap?at=in&rate=1000')
  const first = (async () => {
    for await (const chunk of stream.setEncoding('utf8')) return JSON.parse(chunk.split('\n')[0] ?? '')
  })()
  let isOver = false
  void first.finally(() => {
    isOver = true
  })
  while (!isOver) await call('tapped', 'tapped')
  expect(await first).toMatchObject({
    pea: 'work/0',
    at: 'in',
    documents: [{ id: '1', text: 'tapped' }],
    time: expect.any(String),
  })
})

it('says where the time of a call went', async () => {
  await call('good', 'fine')
  const failed = await call('bad', 'failed')
  expect(failed.status).toBe(500)
  const { json: trace } = await get('/-/traces/fine')
  expect(trace).toMatchObject({
    id: 'fine',
    endpoint: '/index',
    protocol: 'http',
    documents: 1,
    spans: [{ pod: 'work' }],
  })
  const [span] = trace.spans
  expect(trace.rest).toBeCloseTo(trace.ms - span.wait - span.call)
  expect((await get('/-/traces/failed')).json).toMatchObject({ code: 'REQUEST_EXECUTOR', pod: 'work', pea: 'work/0' })
  expect((await get('/-/traces?failed=1&limit=1')).json).toMatchObject([{ id: 'failed' }])
  const [newest] = (await get('/-/traces')).json
  expect(newest.id).toBe('failed')
  expect((await get('/-/traces?slower=1h')).json).toEqual([])
})

it('holds no close up: a live page that is open is not waited for', async () => {
  await using watched = await administered(work)
  const headers = { authorization: `Bearer ${watched.token}` }
  const stream = await fetch(`${watched.served.url}/-/events`, { headers })
  expect(stream.status).toBe(200)
  await watched.served.close({ grace: 2 ** 30 })
  await expect(stream.text()).rejects.toThrow()
})

it('ends with the Flow, streams too, and leaves nothing', async () => {
  const ending = await administered(work)
  const stream = await open(ending.socket, '/-/logs?follow=1')
  const events = await open(ending.socket, '/-/events')
  await ending[Symbol.asyncDispose]()
  for await (const _ of stream);
  for await (const _ of events);
  expect(existsSync(ending.running.folder ?? '')).toBe(false)
})
