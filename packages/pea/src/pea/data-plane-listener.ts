import type { Batch, WireError } from '@peaflow/protocol'
import type { PendingRequest } from '../join/pending-request.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'

/** What a station tells about. */
export interface DataPlaneListener {
  /** A request is complete: it is to be called, or answered, and left. */
  onComplete(pending: PendingRequest): void
  /** Parts came of which each is a whole request. Returns whether they are taken as one; otherwise they come one by one. */
  onBatch(acknowledgement: Acknowledgement, batch: Batch): boolean
  /** A request was given up by an edge. */
  onFailed(request: number, error: WireError): void
  /** A peer does not let go of a call. */
  onStuck(peer: string, incarnation: number): void
  /** Peers greeted, credit came, or something was finished. */
  onProgress(): void
  /** Every now and then while anything is held: look for what is late. Returns whether to go on looking. */
  onSweep(now: number): boolean
}
