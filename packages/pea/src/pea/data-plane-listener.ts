import type { Batch } from '@peaflow/protocol'
import type { EdgeListener } from '../dispatch/edge.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import type { Acknowledgement } from '../link/acknowledgement.ts'
import type { DropReport } from '../links/drops.ts'

/** What a Pea, or the gateway, does with what its data plane receives. */
export interface DataPlaneListener extends EdgeListener {
  /** All messages of a request have arrived, or the next piece of one: it is to be called or answered, and passed on. */
  onComplete(pending: PendingRequest): void
  /**
   * A batch has arrived of which each message is a whole request. Takes it as a whole and returns `true`, or returns
   * `false`: then its messages come one by one.
   */
  onBatch(acknowledgement: Acknowledgement, batch: Batch): boolean
  /** The gateway has given this request again, or its pieces come anew: calls for it so far are to be aborted. */
  onSuperseded(request: number): void
  /** Messages were dropped because they break the protocol. */
  onDropped(report: DropReport): void
  /** Called regularly while anything is pending, to fail what is late. Returns whether to be called again. */
  onSweep(now: number): boolean
}
