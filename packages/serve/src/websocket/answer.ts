import { FlowError } from '@peaflow/core'
import { toTimings } from '../answer/timings.ts'
import type { Call, CallTimes } from '../calls/call.ts'
import type { Calls } from '../calls/calls.ts'
import { addTimes } from '../calls/times.ts'
import type { Cancellation } from '../http/cancellation.ts'
import { type LoggedCalls, takeCall } from '../log/take-call.ts'
import { type Problem, toProblem } from '../problem/problem.ts'
import { type ClientMessage, readRequest } from './message.ts'

interface CallProblem extends Problem {
  /** The whole seconds after which the call may be repeated. */
  readonly retry_after?: number
}

/** A call that a message begins. */
export interface AskedCall {
  readonly message: ClientMessage
  /** The endpoint of the connection's path. */
  readonly endpoint: string
  readonly requestId: string
  readonly cancellation: Cancellation
}

/** Makes a call. Hands on each piece of its answer, and returns its end: the last message of the call. */
export async function answer(logged: LoggedCalls, asked: AskedCall, onPiece: OnPiece): Promise<unknown> {
  const { message, requestId, cancellation } = asked
  const { id } = message
  try {
    const times = await run(logged, asked, (documents) => onPiece({ id, documents }))
    return { id, done: { request_id: requestId, timings: toTimings(times) } }
  } catch (error) {
    const cancelled = cancellation.isCancelled
      ? new FlowError('REQUEST_CANCELLED', 'the client cancelled the call')
      : undefined
    return { id, error: toCallProblem(cancelled ?? error, requestId, logged.calls) }
  }
}

/** What a call was refused for or failed with. A message has no `Retry-After`, so that the problem itself has it. */
function toCallProblem(error: unknown, requestId: string, calls: Calls): CallProblem {
  const problem = toProblem(error, requestId)
  return problem.status === 503 ? { ...problem, retry_after: calls.retryAfter() } : problem
}

/** Takes a message with a piece of an answer. The next piece is taken once it resolves. */
export type OnPiece = (message: unknown) => Promise<void>

function take(logged: LoggedCalls, { message, endpoint, requestId, cancellation }: AskedCall): Call {
  const asked = takeCall(logged, { protocol: 'websocket', path: endpoint, requestId }, () =>
    readRequest(message, endpoint),
  )
  return { ...asked, requestId, cancellation, batch: 1, pieces: true, protocol: 'websocket' }
}

async function run(logged: LoggedCalls, asked: AskedCall, onDocuments: OnPiece): Promise<CallTimes> {
  let times: CallTimes = {}
  const call = take(logged, asked)
  for await (const result of logged.calls.run(call)) {
    if (result.error !== undefined) throw result.error
    times = addTimes(times, result.times)
    if (result.documents.length > 0) await onDocuments(result.documents)
  }
  return times
}
