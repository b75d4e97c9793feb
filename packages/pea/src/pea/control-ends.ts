import type { OutgoingEdges } from '../dispatch/outgoing-edges.ts'
import type { DataPlane } from './data-plane.ts'
import type { Suspensions } from './suspensions.ts'

/** What the Flow asks of a Pea beyond its data plane. */
export interface ControlListener {
  /** The Pea becomes ready for the first time, and shows signs of life from now on. */
  readonly onReady?: (() => void) | undefined
  onStop(): void
  /** The Flow knows that this Pea is leaving. */
  onLeaving(): void
  /** Calls for these requests are to be aborted. */
  onCancel(requests: ReadonlySet<number>): void
  /** The requests for which no further piece is to be made. */
  readonly suspensions?: Pick<Suspensions, 'suspend' | 'resume' | 'clear'> | undefined
  /** The Pea cannot go on: a port is taken, or a host does not resolve. */
  onFatal(error: unknown): void
}

/** What the Flow asks of the data plane of a Pea. */
export type ControlledPlane = Pick<
  DataPlane,
  | 'held'
  | 'holding'
  | 'dropped'
  | 'publicKey'
  | 'isIdle'
  | 'absentPeers'
  | 'wire'
  | 'cancel'
  | 'takeOpen'
  | 'flushAll'
  | 'taps'
> & {
  readonly edges: Pick<OutgoingEdges, 'onPeerExit' | 'onPeerLeaving' | 'hasLeft' | 'pause' | 'isSettledBy'>
  readonly counters: Pick<DataPlane['counters'], 'served'>
}
