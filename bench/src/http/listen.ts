import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpServer } from './exchange.ts'

/** Receives the body of a request, and calls `reply` with that of its answer, then or later. */
export type Answer = (body: Buffer, reply: (body: string | Buffer) => void) => void

/** A server of `node:http` alone, as the contestants by hand are. */
export async function listen(answer: Answer): Promise<HttpServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    const reply = (body: string | Buffer) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      response.writeHead(200, headers).end(body)
    }
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => answer(Buffer.concat(chunks), reply))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
