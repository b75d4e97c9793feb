import { MAX_ATTEMPT } from '@peaflow/protocol'
import type { InFlightTable } from './in-flight.ts'
import type { GatewayLinks, OutgoingRequest } from './links.ts'

/** A request without an answer, as it was sent last. */
export interface OpenRequest {
  readonly request: number
  readonly endpoint: string
  /** How often it was sent before. */
  readonly attempt: number
}

/** The requests of a gateway that have no answer, for the Flow, which finds out which of them no Pea holds any more. */
export interface OpenRequests {
  /** The number that the next request gets. */
  readonly next: number
  list(): OpenRequest[]
  /** The numbers of all of them. */
  numbers(): number[]
  /** Whether a request below this number has no answer. */
  hasBelow(next: number): boolean
  /** As many Peas have died during a call for a request: its next attempt counts on from there. */
  countTries(request: number, tries: number): void
  /** Sends requests again, except for those that have been answered, or sent again, meanwhile. */
  retry(requests: readonly OpenRequest[]): void
}

/** The requests of a table, which are sent again on these links. */
export function openRequestsOf(table: InFlightTable, links: Pick<GatewayLinks, 'retry'>): OpenRequests {
  return {
    get next() {
      return table.next
    },
    list: () =>
      table
        .outgoing()
        .map(({ request, endpoint, attempt = 0 }) => ({ request, endpoint, attempt }))
        .filter(({ attempt }) => attempt < MAX_ATTEMPT),
    numbers: () => table.requests(),
    hasBelow: (next) => table.outgoing().some(({ request }) => request < next),
    countTries: (request, tries) => {
      const outgoing = table.get(request)?.outgoing
      if (outgoing !== undefined && tries > (outgoing.tries ?? 0)) replace(table, { ...outgoing, tries })
    },
    retry: (requests) => links.retry(requests.flatMap((open) => nextAttempt(table, open))),
  }
}

function nextAttempt(table: InFlightTable, { request, attempt }: OpenRequest): OutgoingRequest[] {
  const outgoing = table.get(request)?.outgoing
  if (outgoing === undefined || (outgoing.attempt ?? 0) !== attempt) return []
  const next = { ...outgoing, attempt: attempt + 1 }
  replace(table, next)
  return [next]
}

function replace(table: InFlightTable, outgoing: OutgoingRequest): void {
  const inFlight = table.get(outgoing.request)
  if (inFlight !== undefined) inFlight.outgoing = outgoing
}
