import { Metadata, status } from '@grpc/grpc-js'
import { toProblem } from '../problem/problem.ts'
import type { ProblemMessage } from './messages.ts'

/** The status of gRPC for each of HTTP. What is missing here is an error of an executor, or ours. */
const STATUSES: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  413: status.RESOURCE_EXHAUSTED,
  421: status.PERMISSION_DENIED,
  422: status.INVALID_ARGUMENT,
  429: status.RESOURCE_EXHAUSTED,
  499: status.CANCELLED,
  // Not one that clients repeat by themselves: a Pea that died more than once may have died of the request.
  502: status.ABORTED,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
}

/** The most characters of a text in metadata: clients take 8 KB of it in all. */
const MOST_CHARACTERS = 1_000

/** How a call that failed ends. */
export interface FailedStatus {
  readonly code: status
  readonly details: string
  readonly metadata: Metadata
}

/** What the client needs to know of an error, beside what the error says. */
export interface FailureContext {
  readonly requestId: string
  /** The whole seconds after which a call that was not taken may be repeated. */
  retryAfter(): number
}

/** An error as a message of a stream. */
export function toProblemMessage(caught: unknown, requestId: string): ProblemMessage {
  const { code, detail, pod, pea, hint, status: http } = toProblem(caught, requestId)
  const known = { code, detail, request_id: requestId, status: STATUSES[http] ?? status.INTERNAL }
  return { ...known, ...(pod && { pod }), ...(pea && { pea }), ...(hint && { hint }) }
}

/** An error as the end of a call, whose trailing metadata have the fields of the problem. */
export function toStatus(caught: unknown, { requestId, retryAfter }: FailureContext): FailedStatus {
  const { code, detail, pod, pea, hint, status: number } = toProblemMessage(caught, requestId)
  const metadata = new Metadata()
  const fields = { code, pod, pea, hint, 'request-id': requestId }
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) add(metadata, name, value)
  // What gRPC's own retries wait for.
  if (number === status.UNAVAILABLE) metadata.set('grpc-retry-pushback-ms', String(1_000 * retryAfter()))
  return { code: number, details: detail.slice(0, MOST_CHARACTERS), metadata }
}

/** Metadata are ASCII, unless their name ends in `-bin`. */
function add(metadata: Metadata, name: string, value: string): void {
  const short = value.slice(0, MOST_CHARACTERS)
  if (/^[\x20-\x7e]*$/.test(short)) metadata.set(`peaflow-${name}`, short)
  else metadata.set(`peaflow-${name}-bin`, Buffer.from(short))
}
