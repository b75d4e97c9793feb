import { once } from 'node:events'
import { connect } from 'node:net'
import type { Document } from '@peaflow/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { post, type Serving, serving } from './serving.ts'

let served: Serving
let calls = 0
beforeAll(async () => {
  const echo = (documents: Document[]) => {
    calls += 1
    return documents
  }
  served = await serving(echo, { maxBody: 11_000_000 })
})
afterEach(() => expect(served.running.readiness()).toMatchObject({ inFlight: 0, waiting: 0 }))
afterAll(async () => await served[Symbol.asyncDispose]())

/** Sends bytes as they stand, and returns all that comes back until the server ends the connection. */
async function send(bytes: string | Uint8Array, { ends = false } = {}): Promise<string> {
  const { hostname, port } = new URL(served.url)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.on('error', () => undefined) // the server may end it while bytes are still sent
  if (ends) socket.end(bytes)
  else socket.write(bytes)
  await once(socket, 'close')
  return text
}

/** The parts of a request, with an end of the connection after it. */
function request(lines: readonly string[], body = '[]', start = 'POST /index HTTP/1.1'): string {
  return [start, 'Host: localhost', 'Connection: close', ...lines, '', body].join('\r\n')
}

const JSON_OF_TWO = ['Content-Type: application/json', 'Content-Length: 2']

/** Requests that two servers may tell apart in two ways. */
const smuggled: readonly (readonly [how: string, bytes: string])[] = [
  ['a length and chunks', request([...JSON_OF_TWO, 'Transfer-Encoding: chunked'], '0\r\n\r\n')],
  ['chunks and a length', request(['Transfer-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n')],
  ['two lengths', request(['Content-Length: 2', 'Content-Length: 3'])],
  ['a length with a sign', request(['Content-Length: +2'])],
  ['a length in hexadecimal', request(['Content-Length: 0x2'])],
  ['two lengths in one', request(['Content-Length: 2, 2'])],
  ['a negative length', request(['Content-Length: -2'])],
  ['a length beyond all', request([`Content-Length: ${'9'.repeat(30)}`])],
  ['chunks that are not last', request(['Transfer-Encoding: chunked, identity'], '0\r\n\r\n')],
  ['chunks in disguise', request(['Transfer-Encoding: xchunked'], '0\r\n\r\n')],
  ['a space before the colon', request(['Content-Length : 2'])],
  ['a tab before the colon', request(['Transfer-Encoding\t: chunked'], '0\r\n\r\n')],
  ['a header that goes on in the next line', request(['Transfer-Encoding:', ' chunked', 'Content-Length: 2'])],
  ['lines that end with LF only', request(JSON_OF_TWO).replaceAll('\r\n', '\n')],
  ['a header that ends with LF only', request(['X-A: b\nContent-Length: 2'])],
  ['a CR in a header', request(['X-A: b\rContent-Length: 2'])],
  ['a NUL in a header', request(['X-A: b\0c', ...JSON_OF_TWO])],
  ['a header without a name', request([': b', ...JSON_OF_TWO])],
  ['a chunk without a length', request(['Transfer-Encoding: chunked'], 'zz\r\n[]\r\n0\r\n\r\n')],
  ['a chunk that ends with LF only', request(['Transfer-Encoding: chunked'], '2\n[]\n0\n\n')],
  ['two hosts', request(['Host: localhost', ...JSON_OF_TWO])],
  ['no host', request(JSON_OF_TWO).replace('Host: localhost\r\n', '')],
  ['a version that there is not', request(JSON_OF_TWO, '[]', 'POST /index HTTP/3.1')],
  ['a method that there is not', request(JSON_OF_TWO, '[]', 'PEAS /index HTTP/1.1')],
  ['a preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a handshake of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
]

describe('a request that another server may read otherwise reaches no executor:', () => {
  it.each(smuggled)('%s', async (_, bytes) => {
    const before = calls
    const reply = await send(Buffer.from(bytes, 'latin1'))
    expect([reply.match(/HTTP\/1\.1 \d+/g), calls - before]).toEqual([['HTTP/1.1 400'], 0])
    const [head = '', body = ''] = reply.split('\r\n\r\n')
    expect(head).toMatch(/content-type: application\/problem\+json/i)
    expect(JSON.parse(body)).toMatchObject({ status: 400, code: expect.stringMatching(/^REQUEST_/) })
  })
})

const paths: readonly (readonly [path: string, status: number])[] = [
  ['/a%2fb', 400],
  ['/a%5Cb', 400],
  ['/%00', 400],
  ['/%ff', 400],
  ['/..', 400],
  ['/a/../index', 400],
  ['/a/%2e%2e/index', 400],
  ['/./index', 400],
  ['//index', 400],
  ['/index/', 400],
  ['/index//', 400],
  ['/index;a=b', 200],
  ['http://localhost/index', 400],
  ['http://evil.example/index', 400],
  ['*', 400],
  ['index', 400],
  [`/${'a'.repeat(300)}`, 404],
  [`/${'a'.repeat(20_000)}`, 431],
]
it.each(paths)('the path %s gets %d', async (path, status) => {
  const before = calls
  const reply = await send(request(JSON_OF_TWO, '[]', `POST ${path} HTTP/1.1`))
  expect(reply).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  if (status === 200) return
  expect(reply).toContain('"code":"REQUEST_')
  expect(calls).toBe(before)
})

describe('a flood ends at its limit:', () => {
  it('of headers', async () => {
    const reply = await send(request(Array.from({ length: 5_000 }, (_, index) => `X-${index}: ${'a'.repeat(20)}`)))
    expect(reply).toMatch(/^HTTP\/1.1 431 /)
    expect(reply).toContain('"code":"REQUEST_HTTP"')
  })

  it('of one header', async () => {
    expect(await send(request([`X-A: ${'a'.repeat(100_000)}`]))).toMatch(/^HTTP\/1.1 431 /)
  })

  it('of bytes that are no request', async () => {
    expect(await send('a'.repeat(1_000_000))).toMatch(/^HTTP\/1.1 400 /)
  })

  it('of brackets', async () => {
    for (const body of ['['.repeat(10_000_000), `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`]) {
      const response = await post(`${served.url}/index`, body)
      expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ code: 'REQUEST_BODY' })])
    }
  })

  it('of lengths of chunks', async () => {
    const reply = await send(request(['Transfer-Encoding: chunked'], `2;${'a'.repeat(100_000)}\r\n[]\r\n0\r\n\r\n`))
    expect(reply).toMatch(/^HTTP\/1.1 413 /)
  })
})

it('a body that is announced and does not come ends with its connection', async () => {
  const before = calls
  expect(await send(request(['Content-Length: 1000000']), { ends: true })).not.toMatch(/^HTTP\/1.1 200/)
  expect(calls).toBe(before)
})

it('answers the next client as if nothing had been', async () => {
  const response = await post(`${served.url}/index`, '[{"id":"1"}]')
  expect(await response.json()).toEqual({ documents: [{ id: '1' }] })
})
