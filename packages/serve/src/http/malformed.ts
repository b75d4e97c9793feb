import type { Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { OpenResponses } from './open-responses.ts'

/** What is wrong with bytes that Node does not take for HTTP, by its code of the error. */
const STATUSES: Readonly<Record<string, readonly [status: number, title: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
}

/** Answers what is not HTTP/1.1 with a problem, unless another answer is on its way, and ends the connection. */
export function answerMalformed(server: Server | SecureServer, responses: OpenResponses): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const [answer, ...others] = [...responses].filter(({ req }) => req.socket === socket)
    const isFree = others.length === 0 && answer?.headersSent !== true
    if (!isFree || !socket.writable || error.code === 'ECONNRESET') socket.destroy()
    else socket.end(toReply(error), () => socket.destroy())
  })
}

function toReply({ code = '', message }: NodeJS.ErrnoException): string {
  const [status, title] = STATUSES[code] ?? [400, 'Bad Request']
  const detail = `this is not a request of HTTP/1.1: ${message.replace(/^Parse Error: /, '')}`
  const body = `${JSON.stringify({ type: 'about:blank', title, status, detail, code: 'REQUEST_HTTP' })}\n`
  const head = [`HTTP/1.1 ${status} ${title}`, 'Content-Type: application/problem+json', 'Connection: close']
  return [...head, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n')
}
