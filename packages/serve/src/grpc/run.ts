import { type handleUnaryCall, Metadata } from '@grpc/grpc-js'
import { collect } from '../answer/collected.ts'
import { toTimings } from '../answer/timings.ts'
import { takeCall } from '../log/take-call.ts'
import type { RequestMessage, ResponseMessage } from './messages.ts'
import { readRequest, writeDocuments } from './request.ts'
import { cancellationOf, type IncomingCall, idOf, originOf, type Service } from './service.ts'
import { toStatus } from './status.ts'

type RunCall = IncomingCall & { readonly request: RequestMessage }

/** `Run`: one call, and its answer as a whole. */
export function runHandler(service: Service): handleUnaryCall<RequestMessage, ResponseMessage> {
  return async (call, callback) => {
    const end = service.open.begin()
    const requestId = idOf(call)
    try {
      const trailer = new Metadata()
      trailer.set('peaflow-request-id', requestId)
      callback(null, await run(service, call, requestId), trailer)
    } catch (error) {
      callback(toStatus(error, { requestId, retryAfter: () => service.calls.retryAfter() }))
    } finally {
      end()
    }
  }
}

async function run(service: Service, call: RunCall, requestId: string): Promise<ResponseMessage> {
  const { request } = call
  const cancellation = cancellationOf(call)
  const asked = takeCall(service, { protocol: 'grpc', path: request.endpoint || '/', requestId }, () =>
    readRequest(request, originOf(call)),
  )
  const results = service.calls.run({ ...asked, requestId, cancellation, batch: 1, pieces: false, protocol: 'grpc' })
  const { documents, times, error } = await collect(results)
  if (error !== undefined) throw error
  return { id: request.id ?? '', ...writeDocuments(request, documents), last: true, timings: toTimings(times) }
}
