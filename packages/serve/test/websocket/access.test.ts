import { connect } from 'node:net'
import type { Document } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { serving } from '../serving.ts'
import { dial, dialRefused } from './client.ts'

const echo = (documents: Document[]) => documents

describe('without a token', () => {
  it.each([
    [{ host: 'evil.example' }, 421, 'REQUEST_HOST'],
    [{ origin: 'https://evil.example' }, 403, 'REQUEST_ORIGIN'],
    [{ origin: 'null' }, 403, 'REQUEST_ORIGIN'],
  ])('%j is refused', async (headers, status, code) => {
    await using served = await serving(echo)
    expect(await dialRefused(served.url, { headers })).toEqual({ status, problem: expect.objectContaining({ code }) })
  })

  it('a page of its own host and one of `cors` are let in', async () => {
    await using served = await serving(echo, { cors: ['https://app.example'] })
    for (const origin of [served.url, 'https://app.example']) {
      await using client = await dial(served.url, { headers: { origin } })
      expect(await client.next()).toHaveProperty('hello')
    }
  })

  it.each(['/a/../b', '/a%2fb', '/index/', '/%'])('the path %s is refused', async (path) => {
    await using served = await serving(echo)
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1')
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${UPGRADE}\r\n`)
    let text = ''
    for await (const chunk of socket) text += chunk
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n.*"code":"REQUEST_PATH"/s)
  })

  it('a client that offers other subprotocols only is refused', async () => {
    await using served = await serving(echo)
    const refused = await dialRefused(served.url, { protocols: ['chat', 'peaflow.v2.json'] })
    expect(refused).toEqual({ status: 400, problem: expect.objectContaining({ code: 'REQUEST_PROTOCOL' }) })
  })
})

const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '',
].join('\r\n')

describe('with a token', () => {
  const token = 'a/b=c+d'

  it.each([
    ['Authorization', { headers: { authorization: `Bearer ${token}` } }],
    ['a subprotocol', { protocols: ['peaflow.v1.json', `peaflow.token.${encodeURIComponent(token)}`] }],
    ['a page of another site', { headers: { authorization: `Bearer ${token}`, origin: 'https://evil.example' } }],
  ])('it comes by %s, and is not echoed', async (_by, options) => {
    await using served = await serving(echo, { token })
    await using client = await dial(served.url, options)
    expect(await client.next()).toHaveProperty('hello')
    expect(client.socket.protocol).not.toContain('token')
  })

  it.each([
    ['none', {}],
    ['a wrong one', { headers: { authorization: 'Bearer wrong' } }],
    ['a wrong one in a subprotocol', { protocols: ['peaflow.v1.json', 'peaflow.token.wrong'] }],
    ['an empty one', { protocols: ['peaflow.v1.json', 'peaflow.token.'] }],
    ['one that is not percent-encoded', { protocols: ['peaflow.v1.json', 'peaflow.token.%'] }],
  ])('a client with %s is told 4401, and nothing else', async (_which, options) => {
    await using served = await serving(echo, { token })
    await using client = await dial(served.url, options)
    expect(await client.closed).toMatchObject({ code: 4401 })
    await expect(client.next()).rejects.toThrow('closed')
  })

  it('an `Authorization` that is wrong counts, whatever a subprotocol says', async () => {
    await using served = await serving(echo, { token: 'peas' })
    const protocols = ['peaflow.v1.json', 'peaflow.token.peas']
    await using client = await dial(served.url, { protocols, headers: { authorization: 'Bearer wrong' } })
    expect((await client.closed).code).toBe(4401)
  })

  it('a page of another site without it is refused before it is upgraded', async () => {
    await using served = await serving(echo, { token })
    const refused = await dialRefused(served.url, { headers: { origin: 'https://evil.example' } })
    expect(refused.status).toBe(403)
  })
})

it('a client that asks for another upgrade is answered over HTTP, its body too', async () => {
  await using served = await serving(echo)
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1')
  // As Java's HttpClient sends each of its first requests.
  const upgrade = 'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB'
  const body = '[{"id":"1"}]'
  socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  let text = ''
  for await (const chunk of socket) text += chunk
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\{"documents":\[\{"id":"1"\}\]\}\n$/s)
})
