/** The types of records in a pack. */
export const RECORD = { HELLO: 1, WELCOME: 2, DATA: 3, ERROR: 4, ACK: 5 } as const

/** The handshake of a link: the CONNECT end sends HELLO after each connect, the BIND end answers WELCOME. */
export interface Greeting {
  readonly type: typeof RECORD.HELLO | typeof RECORD.WELCOME
  /** Whether this end sends messages on the link. Otherwise it receives them. */
  readonly sends: boolean
  /** For a receiver: whether it calls a user's executor, and so reports when a call begins. */
  readonly calls: boolean
  /** For a receiver that calls: whether a message may have to wait there for others of its request. */
  readonly joins: boolean
  /** Which of the receiver's incoming edges the link belongs to. */
  readonly edge: number
  /** The id of the Pea that greets. */
  readonly pea: string
  /** The session of the Pea that greets is its `pea`, `incarnation` and `epoch`. A new session has no memory of the last. */
  readonly incarnation: number
  readonly epoch: number
  /** The session of the other Pea, as far as this one knows it; 0 and 0 if it does not. */
  readonly peerIncarnation: number
  readonly peerEpoch: number
  /** For a receiver: it has received every message below this number of the session above. */
  readonly received: number
  /** Shows that the Pea is an end of this link: 16 bytes, see `trust/proof.ts`. */
  readonly proof: Buffer
}

/** Which piece of a streamed answer a message is. */
export interface Piece {
  /** Counts the pieces of the answer from 0. */
  readonly index: number
  /** Whether a further piece follows. */
  readonly more: boolean
}

/** One message of a request on a link: documents, or an error. */
export interface DataRecord {
  readonly type: typeof RECORD.DATA | typeof RECORD.ERROR
  /** The sequence number: counts the messages of the link's session from 0. */
  readonly seq: number
  readonly request: number
  readonly endpoint: string
  /** Milliseconds until the request times out; `NO_DEADLINE` if it does not. */
  readonly timeLeft: number
  /** How often the gateway had given the request again before. */
  readonly attempt: number
  /** How many Peas died during a call for this request so far. */
  readonly tries: number
  readonly shard: number
  readonly shards: number
  readonly payload: Uint8Array
  readonly payloadBytes: number
  /** Whether its sender is waiting for it to be settled, so that its acknowledgements must not be delayed. */
  readonly isUrgent: boolean
  /** Set if the message is a piece of a streamed answer. */
  readonly piece?: Piece | undefined
  /** A MessagePack map with string keys, at most 16 KiB. */
  readonly headers?: Uint8Array | undefined
  /** The record that it arrived as, if it is relayed. */
  readonly raw?: RawMessage | undefined
}

/** The bytes of a received message: from one offset to another in the frame of its pack, and its attachment if it has one. */
export interface RawMessage {
  readonly frame: Buffer
  readonly from: number
  readonly to: number
  readonly attachment: Buffer | undefined
}

/** What a receiver reports about the messages it was sent. Each field is absolute: repeating it does no harm. */
export interface Ack {
  readonly type: typeof RECORD.ACK
  /** Every message below this number is in its memory. */
  readonly received: number
  /** It accepts every message below this number: the sender's credit. */
  readonly limit: number
  /** Every message below this number is settled. */
  readonly settledBelow: number
  /** Further settled ranges: pairs of the first number, and the number after the last. */
  readonly settled: readonly number[]
  /** The messages for which a call of the user's executor is running now. */
  readonly running: readonly number[]
}
