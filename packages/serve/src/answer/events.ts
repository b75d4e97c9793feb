import type { FlowResult } from '@peaflow/engine'
import { toJsonLine } from '@peaflow/pea/json'
import type { CallTimes } from '../calls/call.ts'
import { addTimes } from '../calls/times.ts'
import { toProblem } from '../problem/problem.ts'
import { toTimings } from './timings.ts'

/**
 * An answer as server-sent events: `documents` with `{"documents": [...]}` as they come, `error` with a problem for each
 * request that fails, and `done` with the times of the Pods at the end.
 */
export async function* toEvents(results: AsyncIterable<FlowResult>, requestId: string): AsyncGenerator<string> {
  let times: CallTimes = {}
  try {
    for await (const result of results) {
      const { documents, error } = result
      times = addTimes(times, result.times)
      if (error !== undefined) yield toEvent('error', toProblem(error, requestId))
      else if (documents.length > 0) yield toEvent('documents', { documents })
    }
  } catch (error) {
    yield toEvent('error', toProblem(error, requestId))
  }
  yield toEvent('done', { request_id: requestId, timings: toTimings(times) })
}

/** One server-sent event, with its data as one line of JSON. */
export function toEvent(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${toJsonLine(data)}\n`
}
