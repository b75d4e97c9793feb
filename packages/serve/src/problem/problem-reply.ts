import type { FlowError } from '@peaflow/core'
import { asFlowError } from '@peaflow/pea/internal'
import type { HttpReply } from '../http/exchange.ts'
import { toProblem } from './problem.ts'

/** What a reply says beside the problem. */
export interface ProblemOptions {
  readonly requestId: string
  /** The whole seconds after which a request that was not taken may be repeated. */
  retryAfter(): number
}

/** A reply that consists of a problem. */
export function problemReply(caught: unknown, options: ProblemOptions): HttpReply {
  const error = asFlowError(caught)
  const problem = toProblem(error, options.requestId)
  const type = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  const body = `${JSON.stringify(problem)}\n`
  return { status: problem.status, headers: { ...type, ...headersOf(error, options) }, body, error }
}

/** What a client has to know to do better. */
function headersOf({ code }: FlowError, { retryAfter }: ProblemOptions): Readonly<Record<string, string>> {
  if (code === 'REQUEST_TOKEN') return { 'www-authenticate': 'Bearer' }
  if (code === 'REQUEST_QUEUE' || code === 'REQUEST_PEA_LOST') return { 'retry-after': String(retryAfter()) }
  if (code === 'REQUEST_STOPPED') return { 'retry-after': String(retryAfter()), connection: 'close' }
  return {}
}
