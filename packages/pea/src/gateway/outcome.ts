import { type Document, FlowError } from '@peaflow/core'
import { decodeError, type IncomingRequest, type WireError } from '@peaflow/protocol'
import { asFlowError } from '../executor/failure.ts'
import { mergeDecoded } from '../merge/merge-payloads.ts'

/** What a request ended in. */
export type Outcome = { readonly documents: readonly Document[] } | { readonly error: FlowError }

/** What an answer says. */
export function outcomeOf({ payloads, isError }: IncomingRequest): Outcome {
  const [payload] = payloads
  if (isError && payload !== undefined) return { error: toFlowError(decodeError(payload)) }
  try {
    return { documents: mergeDecoded(payloads).documents }
  } catch (error) {
    return { error: asFlowError(error) }
  }
}

/** The error of a request as its sender gets it. Its cause carries the stack trace of the user's code, if there is one. */
export function toFlowError({ code, message, hint, pod, pea, stack }: WireError): FlowError {
  const place = pea === '' || message.includes(pea) ? '' : `Pod "${pod}", Pea "${pea}": `
  const cause = stack === undefined ? undefined : withStack(message, stack)
  return new FlowError(toRequestCode(code), `${place}${message}`, { hint, cause })
}

/** Nobody said what became of a request in time. */
export function tookTooLong({ timeout }: { readonly timeout: number }): FlowError {
  return new FlowError('REQUEST_TIMEOUT', `no answer came within ${timeout} ms, nor word of who holds the request`, {
    hint: 'timeout_request of the Flow says how long a request may take',
  })
}

/** The gateway closes while a request is in flight, or waits to be sent. */
export function stopped(): FlowError {
  return new FlowError('REQUEST_STOPPED', 'the Flow stopped before it answered')
}

function withStack(message: string, stack: string): Error {
  const error = new Error(message)
  error.stack = stack
  return error
}

function toRequestCode(code: string): FlowError['code'] {
  return /^(REQUEST|LAUNCH)_[A-Z0-9_]+$/.test(code) ? (code as FlowError['code']) : 'REQUEST_FAILED'
}
