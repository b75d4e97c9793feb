import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Cancellation } from './cancellation.ts'
import type { Chunks, Headers, HttpReply, HttpRequest } from './exchange.ts'
import { IncomingRequest } from './incoming-request.ts'

/** Answers requests of Node's `http`, or of a framework on top of it. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void

/** A handler for Node's `http`, which writes no faster than the client reads. */
export function nodeHandlerOf(answer: (request: HttpRequest) => Promise<HttpReply>): NodeHandler {
  return (incoming, response) => {
    const request = new IncomingRequest(incoming)
    const { cancellation } = request
    response.on('close', () => {
      if (!response.writableFinished) cancellation.cancel()
    })
    void answer(request).then((reply) => write(reply, response, request))
  }
}

function write({ status, headers, common, body }: HttpReply, response: ServerResponse, request: IncomingRequest): void {
  // A body that was not read to its end would be taken for the next request.
  if (!request.body.hasArrived) response.shouldKeepAlive = false
  const lines = toLines([headers, common])
  if (typeof body === 'string' || body instanceof Uint8Array) {
    lines.push('content-length', String(Buffer.byteLength(body)))
    response.writeHead(status, lines).end(request.method === 'HEAD' ? undefined : body)
  } else {
    response.writeHead(status, lines).flushHeaders()
    void writeChunks(body, response, request.cancellation)
  }
}

/** Names and values in turn, as Node writes them without another copy. */
function toLines(records: readonly (Headers | undefined)[]): string[] {
  const lines: string[] = []
  for (const record of records) for (const name in record) lines.push(name, record[name] as string)
  return lines
}

async function writeChunks(chunks: Chunks, response: ServerResponse, cancellation: Cancellation): Promise<void> {
  for await (const chunk of chunks) {
    if (cancellation.isCancelled) break
    if (response.write(chunk)) continue
    await once(response, 'drain', { signal: cancellation.signal }).catch(() => undefined)
  }
  response.end()
}
