import type { LeveledLine, PeaExit } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'

/** What happens to the Peas of a running Flow. */
export type FlowEvent =
  /** A launch takes long; `message` says why: an image is being pulled. */
  | { readonly type: 'pea-progress'; readonly pea: string; readonly message: string }
  /** It has a process and is not ready yet. */
  | { readonly type: 'pea-launched'; readonly pea: string; readonly incarnation: number }
  /** The start waits for so many replicas of a Pod, which come by `peaflow join`. */
  | { readonly type: 'replicas-awaited'; readonly pod: string; readonly count: number; readonly port: number }
  /** It answers requests. */
  | { readonly type: 'pea-ready'; readonly pea: string; readonly incarnation: number }
  /** It gets no more requests, and finishes those it has: it is to be restarted, scaled away, or was asked to end. */
  | { readonly type: 'pea-leaving'; readonly pea: string; readonly incarnation: number }
  /** It ended; `expected` says whether the Flow asked it to, `restartIn` in how many milliseconds it is started again. */
  | {
      readonly type: 'pea-exited'
      readonly pea: string
      readonly incarnation: number
      readonly expected: boolean
      readonly exit: PeaExit
      readonly restartIn?: number | undefined
    }
  /** It had ended and is ready again. */
  | { readonly type: 'pea-restarted'; readonly pea: string; readonly incarnation: number }
  /** Three of its lives in a row ended before it was ready. It goes on being tried. */
  | { readonly type: 'pea-degraded'; readonly pea: string; readonly reason: string }
  /** It was degraded and is ready again. */
  | { readonly type: 'pea-recovered'; readonly pea: string; readonly incarnation: number }
  /** It ended by itself, and its restart policy allows no further restart. */
  | { readonly type: 'pea-lost'; readonly pea: string; readonly reason: string }
  /**
   * Messages were dropped by `pea` because they break the protocol. Told once for each peer and reason, with the count so
   * far. `peer` is missing if their sender has not proved which Pea it is.
   */
  | {
      readonly type: 'protocol-broken'
      readonly pea: string
      readonly peer?: string | undefined
      readonly reason: string
      readonly count: number
    }
  /** A request failed on a side branch: its caller gets an answer nevertheless. */
  | { readonly type: 'side-failed'; readonly request: number; readonly error: WireError }
  /** A Pod is to get another number of replicas. */
  | { readonly type: 'scaling'; readonly pod: string; readonly from: number; readonly to: number }
  /** A Pod has got another number of replicas. */
  | { readonly type: 'scaled'; readonly pod: string; readonly from: number; readonly to: number }
  /** A Pod is to get new Peas, one at a time. */
  | { readonly type: 'restarting'; readonly pod: string }
  /** Every Pea of a Pod is a new one. */
  | { readonly type: 'restarted'; readonly pod: string }

/** One line that a Pea wrote. */
export interface FlowLogLine extends LeveledLine {
  /** The id of the Pea. */
  readonly pea: string
}
