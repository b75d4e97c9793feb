import { once } from 'node:events'
import { request } from 'node:https'
import { connect } from 'node:net'
import type { Document } from '@peaflow/core'
import { expect, it } from 'vitest'
import { checkServeOptions, serve } from '../src/index.ts'
import { makeCertificate } from './certificate.ts'
import { serving } from './serving.ts'

const echo = (documents: Document[]) => documents
const tls = makeCertificate()

/** Posts one document over HTTPS, trusting the certificate of this test. */
async function post(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const outgoing = request(`${url}/index`, { method: 'POST', ca: tls.cert, headers, agent: false })
  outgoing.end('[{"id":"1"}]')
  const [response] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of response) text += chunk
  return `${response.statusCode} ${text}`
}

it('serves HTTPS, to pages of its own origin too', async () => {
  await using served = await serving(echo, { tls })
  expect(served.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
  expect(await post(served.url)).toBe('200 {"documents":[{"id":"1"}]}\n')
  expect(await post(served.url, { origin: served.url })).toMatch(/^200 /)
  expect(await post(served.url, { origin: served.url.replace('https', 'http') })).toMatch(/^403 .*REQUEST_ORIGIN/)
})

it('closes although a client has not ended its handshake', async () => {
  await using served = await serving(echo, { tls })
  const { hostname, port } = new URL(served.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  // A request after it: the server has accepted the connection by then.
  await post(served.url)
  const closed = once(socket, 'close')
  await served[Symbol.asyncDispose]()
  await closed
})

it('does not speak to a client without TLS', async () => {
  await using served = await serving(echo, { tls })
  await expect(fetch(served.url.replace('https', 'http'))).rejects.toThrow()
})

it('has brackets in the URL of an address of IPv6, and in the message if it is taken', async () => {
  await using served = await serving(echo, { tls, http: '[::1]:0' })
  expect(served.url).toMatch(/^https:\/\/\[::1\]:\d+$/)
  expect(await post(served.url)).toMatch(/^200 /)
  const { host } = new URL(served.url)
  await expect(serve(served.running, { http: host })).rejects.toThrow(`HTTP cannot be served at ${host}: `)
})

it('refuses a key that belongs to another certificate, and what is no PEM, without showing it', () => {
  const other = makeCertificate()
  const wrong = [
    { cert: tls.cert, key: other.key },
    { cert: tls.cert, key: 'my-secret' },
    { cert: 'none', key: tls.key },
  ]
  for (const pair of wrong) {
    let caught: unknown
    try {
      checkServeOptions({ tls: pair })
    } catch (error) {
      caught = error
    }
    expect(caught).toMatchObject({ code: 'CONFIG_TLS' })
    expect(String(caught)).not.toMatch(/my-secret|PRIVATE/)
  }
})

it('checks the address of gRPC as it does that of HTTP', () => {
  expect(checkServeOptions({ grpc: 8_081 })).toEqual({ grpc: { host: '127.0.0.1', port: 8_081 } })
  expect(() => checkServeOptions({ grpc: 'here' })).toThrow('"here" is not an address to serve gRPC at')
  expect(() => checkServeOptions({ grpc: '0.0.0.0:8081' })).toThrow(/could be called by anybody/)
})
