import { statSync } from 'node:fs'
import type { Document } from '@peaflow/core'
import { startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { inlineLauncher } from '@peaflow/runtime-local'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createJournal, openAdmin } from '../../src/index.ts'
import { type Administered, administered, ask, open } from './administered.ts'

const work = (documents: Document[]) => documents

let flow: Administered
beforeAll(async () => {
  flow = await administered(work)
})
afterAll(async () => await flow[Symbol.asyncDispose]())

const get = (path: string) => ask(flow.socket, path)

describe('who may use it', () => {
  it('this user, without a token, at a socket that nobody else may open', async () => {
    expect(statSync(flow.socket).mode & 0o777).toBe(0o600)
    expect((await get('/-/status')).status).toBe(200)
    expect((await get('/readyz')).status).toBe(200)
  })

  it('no page of a browser, there neither', async () => {
    const reply = await ask(flow.socket, '/-/status', { headers: { origin: 'https://evil.example' } })
    expect([reply.status, reply.json.code]).toEqual([403, 'REQUEST_ORIGIN'])
  })

  it('over TCP who has the token of this start, while endpoints need none', async () => {
    const { url } = flow.served
    expect(flow.served.page).toBe(`${url}/-/#${flow.token}`)
    expect(flow.token).toMatch(/^[\w-]{43}$/)
    const status = async (headers: Record<string, string>) => (await fetch(`${url}/-/status`, { headers })).status
    expect(await status({ authorization: `Bearer ${flow.token}` })).toBe(200)
    for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: `Bearer ${flow.token}x` }]) {
      expect(await status(headers as Record<string, string>)).toBe(401)
    }
    expect((await fetch(`${url}/index`, { method: 'POST', body: '[]' })).status).toBe(200)
  })

  it('with a token of the user, that one, which is not printed', async () => {
    await using own = await administered(work, { token: 'peas' })
    expect(own.served.page).toBe(`${own.served.url}/-/`)
    const headers = { authorization: 'Bearer peas' }
    expect((await fetch(`${own.served.url}/-/status`, { headers })).status).toBe(200)
    expect((await fetch(`${own.served.url}/-/status`)).status).toBe(401)
    expect((await ask(own.socket, '/index', { method: 'POST' }, '[]')).status).toBe(200)
  })
})

describe('it refuses', () => {
  const wrong: readonly (readonly [method: string, path: string, body: string, status: number, code: string])[] = [
    ['GET', '/-/nowhere', '', 404, 'REQUEST_ENDPOINT'],
    ['GET', '/-/pods/work/tap/more', '', 404, 'REQUEST_ENDPOINT'],
    ['DELETE', '/-/pods/work', '', 405, 'REQUEST_METHOD'],
    ['POST', '/-/status', '', 405, 'REQUEST_METHOD'],
    ['PATCH', '/-/pods/nobody', '{"replicas":2}', 404, 'TOPOLOGY_UNKNOWN_POD'],
    ['PATCH', '/-/pods/work', '{"replicas":"2"}', 400, 'REQUEST_BODY'],
    ['PATCH', '/-/pods/work', '[', 400, 'REQUEST_BODY'],
    ['PATCH', '/-/pods/work', '5', 400, 'REQUEST_BODY'],
    ['PATCH', '/-/pods/work', ' '.repeat(5_000), 413, 'REQUEST_SIZE'],
    ['PATCH', '/-/pods/%ff', '{"replicas":2}', 400, 'REQUEST_PATH'],
    ['POST', '/-/pods/nobody/restart', '', 404, 'TOPOLOGY_UNKNOWN_POD'],
    ['POST', '/-/pods/gateway/restart', '', 409, 'TOPOLOGY_RESTART'],
    ['POST', '/-/stop', '{"grace":-1}', 400, 'REQUEST_BODY'],
    ['GET', '/-/pods/nobody/tap', '', 404, 'TOPOLOGY_UNKNOWN_POD'],
    ['GET', '/-/pods/work/tap?at=both', '', 400, 'REQUEST_QUERY'],
    ['GET', '/-/pods/work/tap?rate=0', '', 400, 'CONFIG_TAP'],
    ['GET', '/-/logs?level=loud', '', 400, 'REQUEST_QUERY'],
    ['GET', '/-/logs?tail=-1', '', 400, 'REQUEST_QUERY'],
    ['GET', '/-/logs?since=yesterday', '', 400, 'REQUEST_QUERY'],
    ['GET', '/-/logs?grep=%28', '', 400, 'REQUEST_QUERY'],
    ['GET', '/-/traces/none', '', 404, 'REQUEST_TRACE'],
    ['GET', '/-/traces?slower=soon', '', 400, 'REQUEST_QUERY'],
  ]
  it.each(wrong)('%s %s %s: %d', async (method, path, body, status, code) => {
    const reply = await ask(flow.socket, path, { method }, body)
    expect([reply.status, reply.json.code]).toEqual([status, code])
  })

  it('more streams than it may have, until one is left', async () => {
    const streams = await Promise.all(Array.from({ length: 64 }, () => open(flow.socket, '/-/events')))
    const refused = await get('/-/logs?follow=1')
    expect([refused.status, refused.json.code]).toEqual([503, 'REQUEST_STREAMS'])
    for (const stream of streams) stream.destroy()
    for (let status = 503; status !== 200; ) {
      const stream = await open(flow.socket, '/-/events')
      status = stream.statusCode ?? 0
      stream.destroy()
    }
  })
})

it('is there without HTTP too', async () => {
  const silent = new Flow({ name: 'silent' }).add({ name: 'work', uses: work })
  const journal = createJournal()
  const { onLog, onEvent } = journal
  const options = { launchers: { inline: inlineLauncher() }, executors: silent.executors, onLog, onEvent }
  await using running = await startFlow(buildFlow(silent), options)
  const about = { version: '1', detached: true, startTime: new Date() }
  const { socket = '' } = await openAdmin(running, { journal, about, stop: () => undefined })
  expect((await ask(socket, '/-/status')).json).toMatchObject({ flow: 'silent', urls: [], detached: true })
  expect((await ask(socket, '/-/plan.svg')).status).toBe(404)
  expect((await ask(socket, '/-/pods/work', { method: 'PATCH' }, '{"replicas":2}')).json.code).toBe('LAUNCH_NO_REPLAN')
})
