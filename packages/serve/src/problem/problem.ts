import { STATUS_CODES } from 'node:http'
import { asFlowError } from '@peaflow/pea/internal'
import { statusOf } from './status.ts'

/** Why a request failed, as RFC 9457 has it, with fields of ours. */
export interface Problem {
  readonly type: 'about:blank'
  /** The name of the status. */
  readonly title: string
  readonly status: number
  /** The message of the error. */
  readonly detail: string
  /** The code of the error: see `docs/errors.md`. */
  readonly code: string
  /** The Pod in which it happened. */
  readonly pod?: string
  /** The Pea in which it happened, or that did not respond. */
  readonly pea?: string
  /** How to fix it. */
  readonly hint?: string
  readonly request_id: string
}

/** The problem that an error is to the client. */
export function toProblem(caught: unknown, requestId: string): Problem {
  const error = asFlowError(caught)
  const { code, message, hint, pod, pea } = error
  const status = statusOf(error)
  const title = status === 499 ? 'Client Closed Request' : (STATUS_CODES[status] ?? 'Error')
  const known = { type: 'about:blank', title, status, detail: message, code } as const
  return { ...known, ...(pod && { pod }), ...(pea && { pea }), ...(hint && { hint }), request_id: requestId }
}
