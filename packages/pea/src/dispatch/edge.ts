import type { OutputPlan } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'

/** A streamed answer that ended in the middle, because the peer that received it has ended. */
export interface BrokenAnswer {
  readonly request: number
  readonly attempt: number
  /** How many Peas have died during a call for the request. */
  readonly tries: number
  readonly peer: string
  /** Why the peer ended. */
  readonly reason: string
}

/** The Pea that an edge leads out of. */
export interface EdgeListener {
  /** A request has failed on the edge. */
  onFailed(request: number, error: WireError): void
  /** As many Peas have died during a call for this request. */
  onTried(request: number, tries: number, death: Pick<BrokenAnswer, 'peer' | 'reason'>): void
  /** The rest of a streamed answer cannot be sent: the peer that got its first pieces has ended. */
  onBroken(broken: BrokenAnswer): void
  /** A call in a peer exceeds its time limit, and the peer does not report that. */
  onStuck(peer: string, incarnation: number): void
  /** A peer has greeted, credit has come, or deliveries have been settled. */
  onProgress(): void
}

/** What the gateway alone knows about its requests. */
export interface EdgeOptions {
  /** Whether to accept more than the credit, to see how much work there is. */
  readonly looksAhead: boolean
  /** Whether a request has its answer already, so that nothing of it need be redelivered. */
  readonly isAnswered: (request: number) => boolean
}

/** What the senders of an edge have in common. */
export type EdgePlan = Pick<OutputPlan, 'to' | 'edge' | 'polling' | 'scheduling' | 'timeoutCall' | 'pods' | 'retries'>
