import type { PeaSpec } from '@peaflow/core'
import type { ExecutorHost } from '../../executor/host.ts'
import type { PendingRequest } from '../../join/pending-request.ts'
import type { Prefetch } from '../../link/prefetch.ts'
import type { DataPlane } from '../data-plane.ts'
import type { Results } from '../results.ts'
import type { Suspensions } from '../suspensions.ts'

/** What the calls of a Pea have in common. */
export interface CallComponents {
  readonly spec: PeaSpec
  readonly dataPlane: Pick<DataPlane, 'counters' | 'flush' | 'flushAll'> & {
    readonly prefetch: Pick<Prefetch, 'addCall' | 'addDocuments' | 'isFast'>
    readonly results: Pick<Results, 'send' | 'fail' | 'sendPiece' | 'finish'>
  }
  readonly host: ExecutorHost
  /** The requests for which no further piece is to be made. */
  readonly suspensions: Pick<Suspensions, 'wait' | 'resume'>
}

/** A call of the executor, for one request or for several. Its times are on the clock of `performance.now()`. */
export interface Call {
  readonly begunAt: number
  /** When it must have ended. */
  readonly deadline: number
  /** The sender of one of its requests waits for the acknowledgement that the call has begun. */
  readonly isUrgent: boolean
  /** Marks its requests as running. */
  begin(id: number): void
  /** Calls the executor. Once the call has ended, `onEnded` gets what passes the results on. */
  run(onEnded: (settle: () => void) => void): void
  /** Marks its requests as no longer running. */
  end(): void
  /** These requests are over: aborts the call if nobody waits for it any more. */
  cancel(requests: ReadonlySet<number>): void
  /** Fails the requests that are late. */
  sweep(now: number): void
}

/** The requests that wait for their calls, and which of them go next. */
export interface CallQueue {
  /** How many requests wait. */
  readonly size: number
  add(pending: PendingRequest): void
  /** The next call, whose requests leave the queue; `undefined` if there is nothing to call now. */
  next(): Call | undefined
  /** Drops these requests. */
  cancel(requests: ReadonlySet<number>): void
  /** Removes and returns the requests whose time is up. */
  extractLate(now: number): readonly PendingRequest[]
}

/** Makes the queue of a caller, which calls `onDue` when there may be a next call that there was not before. */
export type CreateQueue = (components: CallComponents, onDue: () => void) => CallQueue
