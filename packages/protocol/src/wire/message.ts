import type { RawMessage } from './record.ts'

/** What a part carries out of a Pea: made there, or passed on as it came. Never changed once given. */
export interface Message {
  /** The number of its request within the Flow. */
  readonly request: number
  /** `/index`. */
  readonly endpoint: string
  /** When its time is up, on this process's clock (`performance.now()`), in milliseconds. */
  readonly deadline: number
  /** Which of `shards` parts this is, after `polling: all`; 0 of 1 otherwise. */
  readonly shard: number
  readonly shards: number
  /** The payload is an error (`decodeError`), not documents. */
  readonly isError: boolean
  /** Encoded documents and parameters; nobody on the way looks into it. */
  readonly payload: Uint8Array
  readonly payloadBytes: number
  /** Somebody waits for its receipts. */
  readonly isUrgent: boolean
  /** The record it came as, if it is passed on. */
  readonly raw?: RawMessage | undefined
}

/** A request of which every part is here. */
export interface IncomingRequest {
  readonly request: number
  readonly endpoint: string
  /** As in {@link Part}. */
  readonly deadline: number
  /** One payload for each part, in the order of the edges, then of the shards; a single one if it is an error. */
  readonly payloads: readonly Uint8Array[]
  readonly isError: boolean
}
