import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Document } from '@peaflow/core'
import { afterEach, expect, it, vi } from 'vitest'
import { createJournal, type MountedFlow, type MountOptions, mountFlow } from '../src/index.ts'
import { ask } from './admin/administered.ts'
import { openCollector } from './otlp/collector.ts'
import { post, type Serving, serving } from './serving.ts'
import { dial } from './websocket/client.ts'

const echo = (documents: Document[]) => documents

afterEach(() => void vi.unstubAllEnvs())

/** A Flow in a server of the test, below `/flow`, with its admin API. */
async function mounted({ running }: Serving, options: MountOptions = {}) {
  const about = { version: '1.2.3', detached: false, startTime: new Date() }
  const administration = { journal: createJournal(), about, stop: () => undefined }
  const mount: MountedFlow = await mountFlow(running, { administration, ...options })
  const server = createServer((request, response) => {
    request.url = request.url?.replace(/^\/flow/, '')
    mount.node(request, response)
  })
  server.on('upgrade', (request, socket, head) => {
    request.url = request.url?.replace(/^\/flow/, '')
    mount.upgrade(request, socket, head)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    await mount.close()
    server.close()
    server.closeAllConnections()
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/flow`
  return { mount, url, [Symbol.asyncDispose]: close }
}

it('answers HTTP, WebSocket and the web, all counted together', async () => {
  await using served = await serving(echo)
  await using own = await mounted(served)
  const { mount, url } = own
  expect(await (await post(`${url}/index`, '[{"id":"1"}]')).json()).toEqual({ documents: [{ id: '1' }] })
  await using client = await dial(`${url}/index`)
  await client.next()
  expect(await client.call({ id: 'a', documents: [{ id: '2' }] })).toMatchObject([{ documents: [{ id: '2' }] }, {}])
  const type = { 'content-type': 'application/json' }
  const request = new Request('http://peas.example/index', { method: 'POST', body: '[{"id":"3"}]', headers: type })
  expect(await (await mount.fetch(request)).json()).toEqual({ documents: [{ id: '3' }] })
  const headers = { authorization: `Bearer ${mount.pageToken}` }
  const traces = await (await fetch(`${url}/-/traces`, { headers })).json()
  expect(traces).toMatchObject([{ protocol: 'http' }, { protocol: 'websocket' }, { protocol: 'http' }])
})

it('has the live page and the admin API, for its token alone and at admin.sock', async () => {
  await using served = await serving(echo)
  await using own = await mounted(served)
  const { mount, url } = own
  expect(await (await fetch(`${url}/-/`)).text()).toContain('<script type="module" src="page/main.js">')
  expect((await fetch(`${url}/-/status`)).status).toBe(401)
  const headers = { authorization: `Bearer ${mount.pageToken}` }
  expect((await fetch(`${url}/-/status`, { headers })).status).toBe(200)
  expect((await ask(`${served.running.folder}/admin.sock`, '/-/status')).json).toMatchObject({ state: 'ready' })
})

it('has no admin API unless it is asked for', async () => {
  await using served = await serving(echo)
  await using own = await mounted(served, { administration: undefined })
  expect(own.mount.pageToken).toBeUndefined()
  expect((await fetch(`${own.url}/-/`)).status).not.toBe(200)
})

it('closes as a server does: not ready, then nothing new, then its WebSockets', async () => {
  await using served = await serving(echo)
  await using own = await mounted(served, { drain: 1e9 })
  await using client = await dial(`${own.url}/index`)
  await client.next()
  const closed = own.mount.close()
  expect((await fetch(`${own.url}/readyz`)).status).toBe(503)
  expect((await post(`${own.url}/index`, '[{}]')).status).toBe(200)
  await Promise.all([closed, own.mount.close({ grace: 0 })])
  expect((await client.closed).code).toBeGreaterThan(1_000)
  expect((await post(`${own.url}/index`, '[{}]')).status).toBe(503)
  expect((await post(`${served.url}/index`, '[{}]')).status).toBe(200)
})

it('exports traces', async () => {
  const collector = await openCollector()
  await using served = await serving(echo)
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
  await using own = await mounted(served)
  await (await post(`${own.url}/index`, '[{}]')).text()
  await own.mount.close()
  expect(collector.spans.map(({ name }) => name)).toEqual(['POST /index', 'work process'])
  await collector[Symbol.asyncDispose]()
})
