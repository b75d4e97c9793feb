import { type Format, preferredFormat } from '../answer/accept.ts'
import { begin } from '../answer/begin.ts'
import { collect, toBody } from '../answer/collected.ts'
import { toEvents } from '../answer/events.ts'
import { toLines } from '../answer/lines.ts'
import { timingHeaders } from '../answer/timings.ts'
import type { Call } from '../calls/call.ts'
import type { HttpReply } from '../http/exchange.ts'
import { problemReply } from '../problem/problem-reply.ts'
import { readContent } from '../request/read-content.ts'
import { traceContextOf } from '../request/trace-context.ts'
import type { RouteContext } from './route.ts'
import { timeLimitOf } from './time-limit.ts'

/** Sends the documents of a request through a Flow, and answers in the form that the client accepts. */
export async function run(context: RouteContext, endpoint: string): Promise<HttpReply> {
  const { request, requestId, calls, maxBody } = context
  const format = preferredFormat(request.header('accept'))
  const timeout = timeLimitOf(request.header('peaflow-timeout'))
  calls.admit(endpoint, timeout)
  const call: Call = {
    requestId,
    endpoint,
    timeout,
    content: await readContent(request, maxBody),
    batch: Number(request.query.get('batch') ?? 100),
    headers: traceContextOf(request.header),
    cancellation: request.cancellation,
    pieces: isStreamed(format),
    protocol: 'http',
  }
  return isStreamed(format) ? await stream(context, call, format) : await answer(context, call, format)
}

type Streamed = 'application/x-ndjson' | 'text/event-stream'

function isStreamed(format: Format): format is Streamed {
  return format === 'application/x-ndjson' || format === 'text/event-stream'
}

/** An answer that is complete before its headers go out, which therefore say how long it took. */
async function answer(
  { calls, requestId }: RouteContext,
  call: Call,
  format: Exclude<Format, Streamed>,
): Promise<HttpReply> {
  const { documents, times, error } = await collect(calls.run(call))
  const timings = timingHeaders(times)
  if (error !== undefined) {
    const reply = problemReply(error, { requestId, retryAfter: () => calls.retryAfter() })
    return { ...reply, headers: { ...reply.headers, ...timings } }
  }
  return { status: 200, headers: { ...headersOf(format), ...timings }, body: toBody({ documents }, format) }
}

/** An answer that goes out as it comes. What fails before its first piece decides the status. */
async function stream({ calls, requestId }: RouteContext, call: Call, format: Streamed): Promise<HttpReply> {
  const { first, all } = await begin(calls.run(call))
  if (first?.error !== undefined && !(Symbol.asyncIterator in call.content.documents)) throw first.error
  const body = format === 'text/event-stream' ? toEvents(all, requestId) : toLines(all, requestId)
  return { status: 200, headers: headersOf(format), body }
}

function headersOf(format: Format): Readonly<Record<string, string>> {
  return { 'content-type': format, 'cache-control': 'no-store' }
}
