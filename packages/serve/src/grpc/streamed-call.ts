import { FlowError } from '@peaflow/core'
import type { FlowResult } from '@peaflow/engine'
import { toTimings } from '../answer/timings.ts'
import type { CallTimes } from '../calls/call.ts'
import { addTimes } from '../calls/times.ts'
import type { Cancellation } from '../http/cancellation.ts'
import { type LoggedCalls, takeCall } from '../log/take-call.ts'
import type { RequestMessage, ResponseMessage } from './messages.ts'
import { type RequestOrigin, readRequest, writeDocuments } from './request.ts'
import { toProblemMessage } from './status.ts'

/** A call of a stream. */
export interface StreamedCall {
  readonly request: RequestMessage
  readonly origin: RequestOrigin
  readonly requestId: string
  readonly cancellation: Cancellation
}

/** Takes a response with a piece of an answer. The next piece is taken once it resolves. */
export type OnResponse = (response: ResponseMessage) => Promise<void>

/** Makes a call. Hands on each piece of its answer, and returns its last response. */
export async function answerStreamed(
  logged: LoggedCalls,
  call: StreamedCall,
  onPiece: OnResponse,
): Promise<ResponseMessage> {
  const { request, requestId, cancellation } = call
  const { id = '' } = request
  try {
    let times: CallTimes = {}
    for await (const result of begin(logged, call)) {
      if (result.error !== undefined) throw result.error
      times = addTimes(times, result.times)
      if (result.documents.length > 0) await onPiece({ id, ...writeDocuments(request, result.documents) })
    }
    return { id, last: true, timings: toTimings(times) }
  } catch (error) {
    const cancelled = cancellation.isCancelled
      ? new FlowError('REQUEST_CANCELLED', 'the client cancelled the call')
      : undefined
    return { id, last: true, error: toProblemMessage(cancelled ?? error, requestId) }
  }
}

function begin(
  logged: LoggedCalls,
  { request, origin, requestId, cancellation }: StreamedCall,
): AsyncIterable<FlowResult> {
  const asked = takeCall(logged, { protocol: 'grpc', path: request.endpoint || '/', requestId }, () =>
    readRequest(request, origin),
  )
  return logged.calls.run({ ...asked, requestId, cancellation, batch: 1, pieces: true, protocol: 'grpc' })
}
