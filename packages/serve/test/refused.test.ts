import type { Document } from '@peaflow/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post, type Serving, serving } from './serving.ts'

let served: Serving
beforeAll(async () => {
  served = await serving({ requests: { '/echo': (documents: Document[]) => documents } })
})
afterAll(async () => await served[Symbol.asyncDispose]())

const call = (path: string, body: string, headers: Readonly<Record<string, string>>) =>
  post(`${served.url}${path}`, body, headers)

describe('a request is refused', () => {
  const wrong: readonly (readonly [
    why: string,
    status: number,
    code: string,
    body: string,
    headers: Record<string, string>,
  ])[] = [
    ['JSON that is none', 400, 'REQUEST_BODY', '{"text":', {}],
    ['JSON that is no document', 400, 'REQUEST_BODY', '[1]', {}],
    ['a number', 400, 'REQUEST_BODY', '5', {}],
    ['documents that are no list', 400, 'REQUEST_BODY', '{"documents": {}}', {}],
    ['parameters that are no object', 400, 'REQUEST_BODY', '{"documents": [], "parameters": 5}', {}],
    ['a blob that is not base64', 400, 'REQUEST_BODY', '[{"blob": "!"}]', {}],
    ['JSON that is nested 100,000 deep', 400, 'REQUEST_BODY', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, {}],
    ['a form without a boundary', 400, 'REQUEST_BODY', 'x', { 'content-type': 'multipart/form-data' }],
    ['a form that is none', 400, 'REQUEST_BODY', 'x', { 'content-type': 'multipart/form-data; boundary=b' }],
    ['MessagePack that is none', 400, 'REQUEST_BODY', '\xc1', { 'content-type': 'application/msgpack' }],
    ['a charset that there is not', 400, 'REQUEST_BODY', 'x', { 'content-type': 'text/plain; charset=klingon' }],
    ['a compressed body', 415, 'REQUEST_MEDIA_TYPE', 'x', { 'content-encoding': 'gzip' }],
    ['an answer in a form that there is not', 406, 'REQUEST_ACCEPT', '[]', { accept: 'image/png' }],
    ['a time limit that is none', 400, 'REQUEST_TIME_LIMIT', '[]', { 'peaflow-timeout': 'soon' }],
  ]
  it.each(wrong)('%s: %s %s', async (_, status, code, body, headers) => {
    const response = await call('/echo', body, headers)
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code])
  })

  it.each(['//echo', '/echo/', '/a/../echo', '/a%2f..%2fecho', '/%00', '/a%5cb', '/%ff'])(
    'the path %s',
    async (path) => {
      const response = await rawPost(served.url, path)
      expect(response).toMatch(/^HTTP\/1.1 400 /)
      expect(response).toContain('REQUEST_PATH')
    },
  )

  it('another method: 405, with those that there are', async () => {
    const response = await fetch(`${served.url}/echo`, { method: 'PUT', body: '[]' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
  })
})

/** Posts to a path as it stands: `fetch` would tidy it. */
async function rawPost(url: string, path: string): Promise<string> {
  const { connect } = await import('node:net')
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]`)
  let text = ''
  for await (const chunk of socket) text += chunk
  return text
}
