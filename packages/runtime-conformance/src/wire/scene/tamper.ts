import type { FlowMessage, PeaMessage } from '@peaflow/protocol'
import type { PeaEnd, PeaUnderTest } from '../subject/subject.ts'
import type { Heard } from './record.ts'

/** The peer of the Pea that a record is from, or for: the one that sends to it, or the one that receives from it. */
export type Side = 'before' | 'after'

/** What comes between a Pea and a case, so that the Pea seems to break a promise. Each part gets one thing, and returns any number. */
export interface Tamper {
  /** What the Pea sends to a peer. */
  readonly heard?: ((record: Heard, side: Side) => readonly Heard[]) | undefined
  /** What a peer sends to the Pea. */
  readonly said?: ((record: Heard, side: Side) => readonly Heard[]) | undefined
  /** What the Pea sends to its Flow. */
  readonly reported?: ((message: PeaMessage) => readonly PeaMessage[]) | undefined
  /** What the Flow sends to the Pea. */
  readonly asked?: ((message: FlowMessage) => readonly FlowMessage[]) | undefined
  /** Frames that are not valid, or not from this Flow, as they are sent to the Pea. */
  readonly disturbed?: ((frames: readonly Buffer[], pea: PeaUnderTest) => readonly Buffer[]) | undefined
  readonly ended?: ((end: PeaEnd) => PeaEnd) | undefined
}
