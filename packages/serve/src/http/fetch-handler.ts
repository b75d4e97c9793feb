import { Cancellation } from './cancellation.ts'
import type { HttpReply, HttpRequest } from './exchange.ts'

/** Answers requests as the web has them: in Hono, Next and others. */
export type FetchHandler = (request: Request) => Promise<Response>

/** A handler for the web's `Request` and `Response`. */
export function fetchHandlerOf(answer: (request: HttpRequest) => Promise<HttpReply>): FetchHandler {
  return async (request) => {
    const { status, headers: own, common, body } = await answer(toRequest(request))
    const headers = [...Object.entries(own), ...Object.entries(common ?? {})]
    const isEmpty = request.method === 'HEAD' || status === 204
    return new Response(isEmpty ? null : toBody(body), { status, headers })
  }
}

function toRequest(request: Request): HttpRequest {
  const { pathname, searchParams, host } = new URL(request.url)
  const header = (name: string) => request.headers.get(name) ?? (name === 'host' ? host : undefined)
  const { method, signal } = request
  return {
    method,
    path: pathname,
    query: searchParams,
    header,
    body: request.body ?? none(),
    cancellation: Cancellation.from(signal),
    isLoopback: false,
    isAmbiguous: false,
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}

function toBody(body: HttpReply['body']): string | Uint8Array<ArrayBuffer> | ReadableStream {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>
  const iterator = body[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(typeof value === 'string' ? Buffer.from(value) : value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
