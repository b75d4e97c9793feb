import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import { IncomingBody } from '../../src/http/incoming-body.ts'

interface Serving extends AsyncDisposable {
  readonly client: Socket
  /** The body of each request, or why it was not read to its end. */
  readonly bodies: readonly (string | Error)[]
}

/** A server that reads bodies, and one client. */
async function serving(): Promise<Serving> {
  const bodies: (string | Error)[] = []
  const server = createServer((incoming, response) => {
    void read(incoming)
      .catch((error: Error) => error)
      .then((body) => {
        bodies.push(body)
        response.end()
      })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.resume()
  await once(client, 'connect')
  const close = async () => {
    client.destroy()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { client, bodies, [Symbol.asyncDispose]: close }
}

async function read(incoming: IncomingMessage): Promise<string> {
  const body = new IncomingBody(incoming)
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  expect(body.hasArrived).toBe(true)
  return Buffer.concat(chunks).toString()
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate()
}

/** Writes pieces, each for itself. */
async function write(client: Socket, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    await new Promise((resolve) => client.write(piece, resolve))
    await setImmediate()
  }
}

const HEAD = 'POST / HTTP/1.1\r\nHost: localhost\r\n'

afterEach(() => {
  vi.useRealTimers()
})

it('reads every body to its end, however it is cut, and the next one on the same connection', async () => {
  await using served = await serving()
  const body = fc.string({ unit: fc.constantFrom('a', 'ß', '\n'), maxLength: 200 })
  const cuts = fc.array(fc.nat(400), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(body, cuts, fc.boolean(), async (text, at, isChunked) => {
      const bytes = Buffer.byteLength(text)
      const chunk = bytes === 0 ? '' : `${bytes.toString(16)}\r\n${text}\r\n`
      const request = isChunked
        ? `${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`
        : `${HEAD}Content-Length: ${bytes}\r\n\r\n${text}`
      const ends = [...at.map((cut) => cut % request.length), request.length].sort((a, b) => a - b)
      const before = served.bodies.length
      await write(
        served.client,
        ends.map((end, index) => request.slice(ends[index - 1] ?? 0, end)).filter((piece) => piece !== ''),
      )
      await until(() => served.bodies.length > before)
      expect(served.bodies.slice(before)).toEqual([text])
    }),
    { numRuns: 50 },
  )
})

it('sets a timer only where a body does not come with its headers, and gives up once nothing has come for 30 s', async () => {
  await using served = await serving()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const set = vi.spyOn(globalThis, 'setTimeout')
  await write(served.client, [`${HEAD}Content-Length: 2\r\n\r\n{}`])
  await until(() => served.bodies.length === 1)
  expect(set).not.toHaveBeenCalled()
  await write(served.client, [`${HEAD}Content-Length: 4\r\n\r\n`])
  await until(() => vi.getTimerCount() === 1)
  vi.advanceTimersByTime(29_999)
  await write(served.client, ['a'])
  await until(() => set.mock.calls.length === 2)
  vi.advanceTimersByTime(29_999)
  await setImmediate()
  expect(served.bodies).toHaveLength(1)
  vi.advanceTimersByTime(1)
  await until(() => served.bodies.length === 2)
  expect(served.bodies[1]).toMatchObject({ code: 'REQUEST_BODY' })
  expect(vi.getTimerCount()).toBe(0)
})

it('ends with its client', async () => {
  await using served = await serving()
  await write(served.client, [`${HEAD}Content-Length: 4\r\n\r\n`, 'ab'])
  served.client.destroy()
  await until(() => served.bodies.length === 1)
  expect(served.bodies[0]).toBeInstanceOf(Error)
})
