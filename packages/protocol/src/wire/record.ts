import type { Batch } from './batch.ts'

/** The kinds of records in a pack. */
export const RECORD = { HELLO: 1, WELCOME: 2, DATA: 3, ERROR: 4, ACK: 5 } as const

/** The first words on a lane: HELLO of the CONNECT end after each connect, WELCOME of the BIND end in answer. */
export interface Greeting {
  readonly type: typeof RECORD.HELLO | typeof RECORD.WELCOME
  /** Whether its sender gives on this lane, or takes. */
  readonly sends: boolean
  /** Of a taker: it calls a user's executor, and says when a call begins. */
  readonly calls: boolean
  /** Which of the edges into the taker this lane belongs to. */
  readonly edge: number
  readonly pea: string
  /** With `pea` and `epoch` the sender's session: another one means that the sender knows nothing of before. */
  readonly incarnation: number
  readonly epoch: number
  /** The session of the receiver that the sender knows; 0 and 0 for none. */
  readonly peerIncarnation: number
  readonly peerEpoch: number
  /** Of a taker: it has every record before this one of the giver's session above. */
  readonly received: number
}

/** One part of a request on a lane: documents, or an error. */
export interface DataRecord {
  readonly type: typeof RECORD.DATA | typeof RECORD.ERROR
  /** Counts the parts of the lane's session from 0. */
  readonly seq: number
  readonly request: number
  readonly endpoint: string
  /** Milliseconds; `NO_DEADLINE` for all the time in the world. */
  readonly timeLeft: number
  readonly shard: number
  readonly shards: number
  readonly payload: Uint8Array
  readonly payloadBytes: number
  /** Its giver waits for it to be done: receipts for it do not wait for company. */
  readonly isUrgent: boolean
  /** The part as it came, if it is passed on. */
  readonly raw?: RawMessage | undefined
}

/** The bytes of a part that came: a record in a pack, and its payload if that has a frame of its own. */
export interface RawMessage {
  readonly frame: Buffer
  readonly from: number
  readonly to: number
  readonly attachment: Buffer | undefined
}

/** What a taker says of the parts it was given. Each number may be repeated without harm. */
export interface Ack {
  readonly type: typeof RECORD.ACK
  /** It has every part before this one in memory. */
  readonly received: number
  /** It takes every part before this one: the giver's credit. */
  readonly limit: number
  /** It is done with every part before this one. */
  readonly settledBelow: number
  /** It is done with these too: pairs of first and one past the last. */
  readonly settled: readonly number[]
  /** The parts for which a call of the user's executor runs now. */
  readonly running: readonly number[]
}

/** Anything that goes into a pack. */
export type WireRecord = Greeting | DataRecord | Ack | Batch
