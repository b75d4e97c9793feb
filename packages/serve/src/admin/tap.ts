import type { Tapped } from '@peaflow/engine'
import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import type { Admin } from './admin.ts'
import { Query } from './query.ts'
import { streamReply } from './replies.ts'

/**
 * `GET /-/pods/{pod}/tap`: copies of some of the messages that pass a Pod.
 *
 * @throws FlowError `REQUEST_QUERY`, `REQUEST_STREAMS`, and what `RunningFlow.tap` throws.
 */
export function tapReply(request: HttpRequest, admin: Admin, pod: string): HttpReply {
  const query = new Query(request.query)
  const at = query.word('at', ['in', 'out'] as const)
  const [rate, bytes] = [query.number('rate'), query.number('bytes')]
  const { signal } = request.cancellation
  const begin = () => copies(admin.running.tap(pod, { at, rate, bytes, signal }), signal)
  return streamReply(request, 'message', admin.taps.open(begin, signal))
}

async function* copies(tap: AsyncIterable<Tapped>, signal: AbortSignal): AsyncGenerator<readonly object[]> {
  try {
    for await (const { error, ...copy } of tap) {
      const { code, message } = error ?? {}
      yield [{ time: new Date().toISOString(), ...copy, ...(error && { error: { code, message } }) }]
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
