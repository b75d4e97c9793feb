import { once } from 'node:events'
import { connect } from 'node:net'
import type { Document } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import type { AccessEntry } from '../../src/index.ts'
import { controlled, until } from '../controlled.ts'
import { dial as dialGrpc } from '../grpc/client.ts'
import { post, serving } from '../serving.ts'
import { dial as dialWebSocket } from '../websocket/client.ts'

/** Serves an executor, and keeps what the log is told. */
async function logged(uses: Parameters<typeof serving>[0], options: Parameters<typeof serving>[1] = {}) {
  const entries: AccessEntry[] = []
  const served = await serving(uses, { ...options, onAccess: (entry) => entries.push(entry) })
  return { served, entries, of: (id: string) => entries.filter(({ requestId }) => requestId === id) }
}

const work = (documents: Document[]) => {
  if (documents.some(({ text }) => text === 'bad')) throw new Error('no model')
  return documents
}

describe('the access log', () => {
  const requests: readonly (readonly [id: string, path: string, body: string, entry: Partial<AccessEntry>])[] = [
    ['good', '/index?batch=2', '[{}]', { path: '/index', status: 200 }],
    ['bad', '/index', '[{"text":"bad"}]', { path: '/index', status: 500, code: 'REQUEST_EXECUTOR', pod: 'work' }],
    ['malformed', '/index', '[', { path: '/index', status: 400, code: 'REQUEST_BODY' }],
    ['nowhere', '/metrics', '[]', { path: '/metrics', status: 405, code: 'REQUEST_METHOD' }],
  ]
  it.each(requests)('has a request that is %s', async (id, path, body, entry) => {
    const { served, of } = await logged(work)
    await using _ = served
    await (await post(`${served.url}${path}`, body, { 'x-request-id': id })).text()
    expect(of(id)).toEqual([{ protocol: 'http', method: 'POST', requestId: id, ms: expect.any(Number), ...entry }])
  })

  it('has probes', async () => {
    const { served, entries } = await logged(work)
    await using _ = served
    await fetch(`${served.url}/readyz`)
    expect(entries).toMatchObject([{ method: 'GET', path: '/readyz', status: 200 }])
  })

  it('has what failed a streamed answer, with the status that was sent', async () => {
    const { served, of } = await logged(work)
    await using _ = served
    const headers = {
      'x-request-id': 'streamed',
      'content-type': 'application/x-ndjson',
      accept: 'application/x-ndjson',
    }
    await (await post(`${served.url}/index?batch=1`, '{}\n{"text":"bad"}\n', headers)).text()
    expect(of('streamed')).toMatchObject([{ status: 200, code: 'REQUEST_EXECUTOR', pod: 'work' }])
  })

  it.each([
    ['waits for its answer', 'application/json'],
    ['reads a stream', 'text/event-stream'],
  ])('has 499 of a client that leaves while it %s', async (_name, accept) => {
    const { executor, called } = controlled()
    const { served, of, entries } = await logged(executor)
    await using _ = served
    const leaving = new AbortController()
    const headers = { 'x-request-id': 'left', accept }
    const answer = fetch(`${served.url}/index`, { method: 'POST', body: '[{}]', headers, signal: leaving.signal })
    await called(1)
    leaving.abort()
    await expect(answer).rejects.toThrow()
    await until(() => entries.length > 0)
    expect(of('left')).toMatchObject([{ path: '/index', status: 499, code: 'REQUEST_CANCELLED' }])
  })

  it('has 499 of a client that leaves before its body is there', async () => {
    const { served, of, entries } = await logged(work)
    await using _ = served
    const { hostname, port } = new URL(served.url)
    const socket = connect(Number(port), hostname)
    socket.write('POST /index HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: half\r\nContent-Length: 1000\r\n\r\n[')
    await once(socket, 'connect')
    socket.destroy()
    await until(() => entries.length > 0)
    expect(of('half')).toMatchObject([{ status: 499, code: 'REQUEST_CANCELLED' }])
  })

  it('has what is refused', async () => {
    const { executor, called, release } = controlled()
    const { served, of } = await logged(executor)
    await using _ = served
    const first = post(`${served.url}/index`, '[{}]')
    await called(1)
    const closing = served.close()
    const { status } = await post(`${served.url}/index`, '[{}]', { 'x-request-id': 'late' })
    release()
    await Promise.all([first, closing])
    expect(status).toBe(503)
    expect(of('late')).toMatchObject([{ status: 503, code: 'REQUEST_STOPPED' }])
  })

  it('has calls over WebSocket and gRPC', async () => {
    const { served, entries } = await logged(work, { grpc: 0 })
    await using _ = served
    await using socket = await dialWebSocket(`${served.url}/index`, { protocols: ['peaflow.v1.json'] })
    await socket.next()
    await socket.call({ id: 'a', documents: [{ text: 'bad' }] })
    using grpc = dialGrpc(served.grpc)
    await grpc.call('Run', { endpoint: '/index', documents: [{ text: 'good' }] })
    expect(entries).toMatchObject([
      { protocol: 'websocket', method: 'WebSocket', path: '/index', status: 500, code: 'REQUEST_EXECUTOR' },
      { protocol: 'grpc', method: 'gRPC', path: '/index', status: 200 },
    ])
  })

  it('has calls over WebSocket and gRPC that are refused before they begin, and connections', async () => {
    const { served, of, entries } = await logged(work, { grpc: 0, token: 'peas' })
    await using _ = served
    using grpc = dialGrpc(served.grpc)
    await grpc.call('Run', { endpoint: '/index' }, { 'x-request-id': 'no-token' })
    expect(of('no-token')).toMatchObject([
      { protocol: 'grpc', method: 'gRPC', path: '/peaflow.v1.Flow/Run', status: 401, code: 'REQUEST_TOKEN' },
    ])
    const headers = { authorization: 'Bearer peas' }
    await grpc.call('Run', { endpoint: '/index', payload: Buffer.from([0x80]), documents: [{}] }, headers)
    await using lost = await dialWebSocket(`${served.url}/index`, { protocols: ['peaflow.v1.json'] })
    await lost.closed
    await using socket = await dialWebSocket(`${served.url}/index`, {
      protocols: ['peaflow.v1.json'],
      headers,
    })
    await socket.next()
    await socket.call({ id: 'a', documents: 1 })
    expect(entries.slice(1)).toMatchObject([
      { protocol: 'grpc', path: '/index', status: 400, code: 'REQUEST_BODY' },
      { protocol: 'websocket', method: 'WebSocket', path: '/index', status: 401, code: 'REQUEST_TOKEN' },
      { protocol: 'websocket', path: '/index', status: 400, code: 'REQUEST_BODY' },
    ])
  })
})
