import { type Document, FlowError } from '@peaflow/core'
import { decodeError, type IncomingRequest, toCause, type WireError } from '@peaflow/protocol'
import { asFlowError } from '../executor/failure.ts'
import { mergeDecoded } from '../merge/merge-payloads.ts'

/** How a request ended. */
export type Outcome = ({ readonly documents: readonly Document[] } | { readonly error: FlowError }) & {
  /** The headers of the answer, encoded. */
  readonly headers?: Uint8Array | undefined
}

/** Decodes an answer. */
export function outcomeOf({
  payloads,
  isError,
  headers,
}: Pick<IncomingRequest, 'payloads' | 'isError' | 'headers'>): Outcome {
  const [payload] = payloads
  if (isError && payload !== undefined) return { error: toFlowError(decodeError(payload)), headers }
  try {
    return { documents: mergeDecoded(payloads).documents, headers }
  } catch (error) {
    return { error: asFlowError(error) }
  }
}

/** The error that the caller of a request gets. Its cause carries the stack trace of the user's code, and what led to it. */
export function toFlowError(error: WireError): FlowError {
  const { code, message, hint, pod, pea } = error
  const origin = pea === '' || message.includes(pea) ? '' : `Pod "${pod}", Pea "${pea}": `
  return new FlowError(toRequestCode(code), `${origin}${message}`, {
    hint,
    cause: toCause(error),
    pod: pod || undefined,
    pea: pea || undefined,
  })
}

/** No answer and no error arrived before the deadline. */
export function tookTooLong(
  { timeout }: { readonly timeout: number },
  where = 'no Pea reported the request',
): FlowError {
  return new FlowError('REQUEST_TIMEOUT', `no answer arrived within ${timeout} ms: ${where}`, {
    hint: 'Raise timeout_request of the Flow if requests may take longer',
  })
}

/** The request waited for its whole time because the gateway had as many in flight as it takes. */
export function gatewayFull(mostInFlight: number): FlowError {
  const message = `the request timed out at the gateway, where ${mostInFlight} requests are in flight`
  return new FlowError('REQUEST_TIMEOUT', message, { hint: 'Send fewer requests at once, or raise replicas' })
}

/** The end of a Pea that worked on a request. */
export interface Death {
  readonly peer: string
  readonly reason: string
}

/** The answer would begin anew, but pieces of it have been handed on. */
export function handedOnBefore(pieces: number, death: Death | undefined): FlowError {
  const what = death === undefined ? 'the answer began anew' : `${death.peer} ended`
  const count = pieces === 1 ? '1 piece' : `${pieces} pieces`
  // The reason is the last: it may have several lines.
  const why = death === undefined ? '' : `: ${death.reason}`
  return new FlowError('REQUEST_PEA_DIED', `${what} after ${count} of the answer had been handed on${why}`, {
    hint: 'Read the answer without `pieces`, so that it can be made again; or send the request again',
  })
}

/** The gateway closed while the request was in flight or waited to be sent. */
export function stopped(): FlowError {
  return new FlowError('REQUEST_STOPPED', 'the Flow stopped before it answered')
}

function toRequestCode(code: string): FlowError['code'] {
  return /^(REQUEST|LAUNCH)_[A-Z0-9_]+$/.test(code) ? (code as FlowError['code']) : 'REQUEST_FAILED'
}
