import { MAX_ATTEMPT } from '@peaflow/protocol'
import type { BrokenAnswer } from '../dispatch/edge.ts'
import type { Answers } from './answers.ts'
import type { CountersByEndpoint } from './counters.ts'
import type { InFlightTable } from './in-flight.ts'
import type { GatewayLinks, OutgoingRequest } from './links.ts'
import type { Death } from './outcome.ts'

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
  /**
   * As many Peas have died during a call for a request: its next attempt counts on from there. `death` is the last of them,
   * if it worked for the answer.
   */
  countTries(request: number, tries: number, death?: Death): void
  /**
   * The answer to a request is broken: sends it again, unless it has been sent again meanwhile, or a piece of its answer has
   * been handed on. Returns the attempt that has ended, if it is sent again.
   */
  restart(broken: BrokenAnswer): OpenRequest | undefined
  /** Sends requests again, except for those that have been answered, or sent again, meanwhile. */
  retry(requests: readonly OpenRequest[]): void
}

/** What open requests are read from, and sent again on. */
export interface OpenRequestsOptions {
  readonly table: InFlightTable
  readonly links: Pick<GatewayLinks, 'retry'>
  readonly answers: Pick<Answers, 'restart' | 'failHandedOn'>
  readonly counters: Pick<CountersByEndpoint, 'repeat'>
}

/** The requests of a table, which are sent again on these links, and counted. */
export function openRequestsOf({ table, links, answers, counters }: OpenRequestsOptions): OpenRequests {
  const retry = (requests: readonly OpenRequest[]) => {
    const restarted = requests.filter(({ request }) => answers.restart(request))
    const outgoing = restarted.flatMap((open) => nextAttempt(table, open))
    counters.repeat(outgoing)
    links.retry(outgoing)
  }
  const countTries: OpenRequests['countTries'] = (request, tries, death) => {
    const inFlight = table.get(request)
    if (inFlight?.outgoing === undefined || tries <= (inFlight.outgoing.tries ?? 0)) return
    inFlight.outgoing = { ...inFlight.outgoing, tries }
    if (death === undefined) return
    inFlight.death = death
    answers.failHandedOn(request)
  }
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
    countTries,
    restart: ({ request, attempt, tries, peer, reason }) => {
      const inFlight = table.get(request)
      if (inFlight?.outgoing === undefined || attempt >= MAX_ATTEMPT) return undefined
      if ((inFlight.outgoing.attempt ?? 0) !== attempt) return undefined
      const open = { request, endpoint: inFlight.outgoing.endpoint, attempt }
      inFlight.death = { peer, reason }
      countTries(request, tries, { peer, reason })
      retry([open])
      return table.get(request) === undefined ? undefined : open
    },
    retry,
  }
}

function nextAttempt(table: InFlightTable, { request, attempt }: OpenRequest): OutgoingRequest[] {
  const inFlight = table.get(request)
  if (inFlight?.outgoing === undefined || (inFlight.outgoing.attempt ?? 0) !== attempt) return []
  const next = { ...inFlight.outgoing, attempt: attempt + 1 }
  inFlight.outgoing = next
  return [next]
}
