import { toJsonLine } from '@peaflow/pea/json'
import { preferredFormat } from '../answer/accept.ts'
import { toEvent } from '../answer/events.ts'
import type { Chunks, HttpReply, HttpRequest } from '../http/exchange.ts'

/** A reply of server-sent events, as they are. */
export function eventsReply(body: Chunks): HttpReply {
  return { status: 200, headers: headersOf('text/event-stream'), body }
}

/**
 * A reply of many values, as they come: a line of JSON each, or a server-sent event of this name if the client prefers those.
 *
 * @throws FlowError `REQUEST_ACCEPT` if the client takes neither.
 */
export function streamReply(request: HttpRequest, name: string, values: AsyncIterable<readonly unknown[]>): HttpReply {
  const isEvents = preferredFormat(request.header('accept')) === 'text/event-stream'
  const write = isEvents ? (value: unknown) => `${toEvent(name, value)}` : toJsonLine
  const headers = headersOf(isEvents ? 'text/event-stream' : 'application/x-ndjson')
  return { status: 200, headers, body: texts(values, write) }
}

async function* texts(
  values: AsyncIterable<readonly unknown[]>,
  write: (value: unknown) => string,
): AsyncGenerator<string> {
  for await (const some of values) if (some.length > 0) yield some.map(write).join('')
}

function headersOf(type: string): Readonly<Record<string, string>> {
  return { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
}
