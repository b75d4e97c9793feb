import type { Batch } from './batch.ts'
import type { Ack, DataRecord, Greeting } from './record.ts'

/** Any record that a pack can hold, or a batch of relayed ones. */
export type WireRecord = Greeting | DataRecord | Ack | Batch
