import { readHeaders } from './headers.ts'
import type { InFlightRequest } from './in-flight.ts'
import type { Outcome } from './outcome.ts'
import type { FlowResult } from './result.ts'

/** The result of a request. If it failed where no message reports it, its headers are those that it was sent with: `sent`. */
export function toResult(
  { index, documents }: Pick<InFlightRequest, 'index' | 'documents'>,
  outcome: Outcome,
  sent: Uint8Array | undefined,
): FlowResult {
  const result =
    'error' in outcome ? { index, documents, error: outcome.error } : { index, documents: outcome.documents }
  if (sent === undefined) return result
  const { headers, times } = readHeaders(outcome.headers ?? sent)
  return { ...result, headers, times }
}
