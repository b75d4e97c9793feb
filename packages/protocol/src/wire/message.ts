import type { Piece, RawMessage } from './record.ts'

/** A message that leaves a Pea: created there, or relayed. It does not change once it has been sent. */
export interface Message {
  /** The number of its request within the Flow. */
  readonly request: number
  /** For example `/index`. */
  readonly endpoint: string
  /** When its request times out, in milliseconds of this process's `performance.now()`. */
  readonly deadline: number
  /** How often the gateway had given the request again before: a message of a later attempt supersedes those of earlier ones. */
  readonly attempt: number
  /** How many Peas died during a call for this request so far. */
  readonly tries: number
  /** Its index among the `shards` messages of the request after `polling: all`; otherwise 0 of 1. */
  readonly shard: number
  readonly shards: number
  /** Whether the payload is an error (`decodeError`) and not documents. */
  readonly isError: boolean
  /** Encoded documents and parameters. A Pea that relays the message does not decode it. */
  readonly payload: Uint8Array
  readonly payloadBytes: number
  /** Whether the sender is waiting for it to be settled, so that its acknowledgements must not be delayed. */
  readonly isUrgent: boolean
  /** Set if it is a piece of a streamed answer. */
  readonly piece?: Piece | undefined
  /** A MessagePack map with string keys. A Pea that relays the message does not decode it. */
  readonly headers?: Uint8Array | undefined
  /** The record that it arrived as, if it is relayed. */
  readonly raw?: RawMessage | undefined
}

/** A request all of whose messages have arrived. */
export interface IncomingRequest {
  readonly request: number
  readonly endpoint: string
  /** As in {@link Message}. */
  readonly deadline: number
  /** One payload for each message, ordered by edge, then by shard. A single one if it is an error. */
  readonly payloads: readonly Uint8Array[]
  readonly isError: boolean
  /** As in {@link Message}; those of all messages, joined. */
  readonly headers?: Uint8Array | undefined
}
