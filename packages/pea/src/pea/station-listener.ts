import type { WireError } from '../control/messages.ts'
import type { Held } from '../gather/held.ts'
import type { Receipt } from '../lane/receipt.ts'
import type { Run } from '../wire/run.ts'

/** What a station tells about. */
export interface StationListener {
  /** A request is complete: it is to be called, or answered, and left. */
  onComplete(held: Held): void
  /** Parts came of which each is a whole request. Returns whether they are taken as one; otherwise they come one by one. */
  onRun(receipt: Receipt, run: Run): boolean
  /** A request was given up by an edge. */
  onFailed(request: number, error: WireError): void
  /** A peer does not let go of a call. */
  onStuck(peer: string, incarnation: number): void
  /** Peers greeted, credit came, or something was finished. */
  onProgress(): void
  /** Every now and then while anything is held: look for what is late. Returns whether to go on looking. */
  onSweep(now: number): boolean
}
