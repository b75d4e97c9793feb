import type { Document } from '@peaflow/core'
import { decodeValue, encodeValue } from '@peaflow/pea/internal'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Body, post, type Serving, serving } from './serving.ts'

const upper = (documents: Document[]) =>
  documents.map(({ text = '', ...rest }) => ({ ...rest, text: text.toUpperCase() }))
const echo = (documents: Document[]) => documents

let served: Serving
beforeAll(async () => {
  served = await serving({
    requests: {
      '/upper': upper,
      '/echo': echo,
      '/headers': (_, { headers }) => [{ headers }],
      '/parameters': (_, { parameters }) => [{ parameters }],
      '/fail': () => {
        throw new Error('no model')
      },
    },
  })
})
afterAll(async () => await served[Symbol.asyncDispose]())

const call = (path: string, body: Body, headers?: Readonly<Record<string, string>>) =>
  post(`${served.url}${path}`, body, headers)

describe('a body becomes documents', () => {
  const texts: readonly (readonly [form: string, body: string])[] = [
    ['documents', '{"documents": [{"text": "hello"}]}'],
    ['data', '{"data": [{"text": "hello"}]}'],
    ['a bare list', '[{"text": "hello"}]'],
    ['one document', '{"text": "hello"}'],
  ]
  it.each(texts)('JSON: %s', async (_, body) => {
    const response = await call('/upper', body)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ documents: [{ id: expect.any(String), text: 'HELLO' }] })
  })

  it('JSON: parameters alone, and none', async () => {
    const response = await call('/parameters', '{"documents": [], "parameters": {"top": 3}}')
    expect(await response.json()).toEqual({ documents: [{ parameters: { top: 3 } }] })
  })

  it('JSON: whole numbers of any size, and blobs as base64, there and back', async () => {
    const body = '{"documents":[{"id":"1","n":12345678901234567890,"blob":"AQID"}]}\n'
    expect(await (await call('/echo', body)).text()).toBe(body)
  })

  it('NDJSON: one document a line', async () => {
    const lines = Array.from({ length: 250 }, (_, n) => `{"id":"${n}","text":"a${n}"}\n`).join('')
    const headers = { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' }
    const response = await call('/upper?batch=20', lines, headers)
    expect(await response.text()).toBe(lines.replaceAll('"a', '"A'))
  })

  it('MessagePack: a mapping, or a pair, with bytes and vectors as they are', async () => {
    const document = { id: '1', blob: Buffer.from([0, 255]), embedding: new Float32Array([0.5, 2]) }
    const headers = { 'content-type': 'application/msgpack', accept: 'application/msgpack' }
    for (const body of [{ documents: [document] }, [[document], {}]]) {
      const response = await call('/echo', Buffer.from(encodeValue(body)), headers)
      expect(response.headers.get('content-type')).toBe('application/msgpack')
      expect(decodeValue(Buffer.from(await response.arrayBuffer()))).toEqual({ documents: [document] })
    }
  })

  it('multipart/form-data: each file, and each field but `parameters`', async () => {
    const form = new FormData()
    form.append('file', new File(['peas'], 'peas.txt', { type: 'text/plain' }))
    form.append('text', 'hello')
    form.append('parameters', '{"top": 1}')
    const response = await fetch(`${served.url}/echo`, { method: 'POST', body: form })
    expect(await response.json()).toEqual({
      documents: [
        {
          id: expect.any(String),
          blob: Buffer.from('peas').toString('base64'),
          mime_type: 'text/plain',
          uri: 'peas.txt',
        },
        { id: expect.any(String), text: 'hello' },
      ],
    })
  })

  it('text/plain: its text', async () => {
    const response = await call('/upper', 'hello', { 'content-type': 'text/plain; charset=utf-8' })
    expect(await response.json()).toMatchObject({ documents: [{ text: 'HELLO' }] })
  })

  it('any other type: its bytes', async () => {
    const response = await call('/echo', Buffer.from([1, 2, 3]), { 'content-type': 'image/png' })
    expect(await response.json()).toMatchObject({ documents: [{ blob: 'AQID', mime_type: 'image/png' }] })
  })
})

describe('an answer', () => {
  it('is server-sent events if the client accepts those', async () => {
    const response = await call('/upper', '[{"id":"1","text":"hello"}]', { accept: 'text/event-stream' })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const [documents, done] = (await response.text()).split('\n\n')
    expect(documents).toBe('event: documents\ndata: {"documents":[{"id":"1","text":"HELLO"}]}')
    expect(done).toMatch(/^event: done\ndata: \{"request_id":".+","timings":\{"work":[\d.]+,"work-wait":[\d.]+\}\}$/)
  })

  it('says how long each Pod took, also if it failed', async () => {
    const times = /^work;dur=[\d.]+, work-wait;dur=[\d.]+$/
    for (const path of ['/echo', '/fail']) {
      for (const accept of ['application/json', 'application/msgpack']) {
        const response = await call(path, '[{}]', { accept })
        expect(response.headers.get('server-timing')).toMatch(times)
      }
    }
  })

  it('comes with the trace that the request belongs to', async () => {
    const headers = {
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      tracestate: 'vendor=1',
      baggage: 'user=7',
    }
    const given = await call('/headers', '[{}]', headers)
    expect(await given.json()).toMatchObject({ documents: [{ headers }] })
    const none = await call('/headers', '[{}]', { traceparent: 'nonsense' })
    expect(await none.json()).toMatchObject({ documents: [{ headers: {} }] })
  })

  it('has the id of the request, that of the client if it gave one', async () => {
    const mine = await call('/echo', '[]', { 'x-request-id': 'mine-1' })
    expect(mine.headers.get('x-request-id')).toBe('mine-1')
    const other = await call('/echo', '[]', { 'x-request-id': 'a b' })
    expect(other.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
  })

  it('is a problem where the executor throws, which names the Pod', async () => {
    const response = await call('/fail', '{"text":"hello"}', { 'x-request-id': 'r' })
    expect(response.status).toBe(500)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: expect.stringContaining('no model'),
      code: 'REQUEST_EXECUTOR',
      pod: 'work',
      pea: 'work/0',
      request_id: 'r',
    })
  })

  it('is a problem in the events too, where another answer may follow', async () => {
    const headers = { 'content-type': 'application/x-ndjson', accept: 'text/event-stream' }
    const text = await (await call('/fail?batch=1', '{}\n{}\n', headers)).text()
    expect(text.match(/^event: \w+$/gm)).toEqual(['event: error', 'event: error', 'event: done'])
  })
})
