import { request } from 'node:http'
import type { Document } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { serve } from '../src/index.ts'
import { type Serving, serving } from './serving.ts'

const echo = (documents: Document[]) => documents

interface Reply {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly code: string | undefined
}

/** Calls with headers that `fetch` would not let through. */
function call({ url }: Serving, headers: Readonly<Record<string, string>>, method = 'POST'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}/index`, { method, headers }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      const { statusCode: status, headers } = response
      resolve({ status, headers, code: text === '' ? undefined : JSON.parse(text).code })
    })
    outgoing.on('error', reject)
    outgoing.end(method === 'POST' ? '[]' : undefined)
  })
}

describe('without a token', () => {
  const hosts: readonly (readonly [host: string, status: number])[] = [
    ['localhost:8080', 200],
    ['127.0.0.1', 200],
    ['[::1]:9', 200],
    ['LOCALHOST', 200],
    ['peas.example', 200],
    ['evil.example', 421],
    ['localhost.evil.example', 421],
    ['127.0.0.1.evil.example:80', 421],
  ]
  it.each(hosts)('a client on loopback that calls us %s gets %d', async (host, status) => {
    await using served = await serving(echo, { hosts: ['peas.example'] })
    const reply = await call(served, { host })
    expect(reply.status).toBe(status)
    if (status === 421) expect(reply.code).toBe('REQUEST_HOST')
  })

  it('a page may call from its own host and from an origin of `cors`', async () => {
    await using served = await serving(echo, { cors: ['https://app.example'] })
    const own = served.url
    expect((await call(served, { origin: own })).status).toBe(200)
    const allowed = await call(served, { origin: 'https://app.example' })
    expect(allowed.headers).toMatchObject({ 'access-control-allow-origin': 'https://app.example', vary: 'Origin' })
    for (const origin of ['https://evil.example', 'null', `${own}.evil.example`, own.replace('http:', 'https:')]) {
      const reply = await call(served, { origin })
      expect([reply.status, reply.code]).toEqual([403, 'REQUEST_ORIGIN'])
      expect(reply.headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it('a browser is told whom we let call before it calls', async () => {
    await using served = await serving(echo, { cors: ['https://app.example'] })
    const asked = { 'access-control-request-method': 'POST' }
    const allowed = await call(served, { origin: 'https://app.example', ...asked }, 'OPTIONS')
    expect(allowed.status).toBe(204)
    expect(allowed.headers['access-control-allow-origin']).toBe('https://app.example')
    const other = await call(served, { origin: 'https://evil.example', ...asked }, 'OPTIONS')
    expect(other.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('with a token', () => {
  it('only who has it may call, from whichever page', async () => {
    await using served = await serving(echo, { token: 'peas' })
    const right = { authorization: 'Bearer peas' }
    expect((await call(served, right)).status).toBe(200)
    expect((await call(served, { ...right, origin: 'https://other.example' })).status).toBe(200)
    for (const authorization of ['Bearer pea', 'Bearer peass', 'Basic peas', 'peas', 'Bearer', '']) {
      const reply = await call(served, { authorization })
      expect([reply.status, reply.code, reply.headers['www-authenticate']]).toEqual([401, 'REQUEST_TOKEN', 'Bearer'])
    }
  })

  it('health needs none', async () => {
    await using served = await serving(echo, { token: 'peas' })
    for (const path of ['/livez', '/readyz']) expect((await fetch(`${served.url}${path}`)).status).toBe(200)
  })
})

it('refuses to listen beyond loopback without a token, unless insisted on', async () => {
  await using served = await serving(echo)
  const { running } = served
  await expect(serve(running, { http: '0.0.0.0:0' })).rejects.toMatchObject({ code: 'CONFIG_INSECURE' })
  await using insisted = await serve(running, { http: '0.0.0.0:0', insecure: true })
  await using withToken = await serve(running, { http: '0.0.0.0:0', token: 'peas' })
  expect([insisted.url, withToken.url]).toEqual([
    expect.stringMatching(/^http:\/\/0\.0\.0\.0:\d+$/),
    expect.any(String),
  ])
})

it.each(['here', '70000', '-1', '1:2:3', ''])('refuses the address "%s"', async (http) => {
  await using served = await serving(echo)
  await expect(serve(served.running, { http })).rejects.toMatchObject({ code: 'ADDRESS_HTTP' })
})

it('names a port that is taken, and takes the next one if none was asked for', async () => {
  await using served = await serving(echo)
  const { port } = new URL(served.url)
  await expect(serve(served.running, { http: Number(port) })).rejects.toThrow(
    `127.0.0.1:${port}: the port is already in use`,
  )
  await using first = await serve(served.running)
  await using second = await serve(served.running)
  expect(Number(new URL(second.url).port)).toBeGreaterThan(Number(new URL(first.url).port))
})
