import { FLOW_ID_BYTES, PROTOCOL } from './protocol.ts'

// The offset of each field within its record. All numbers are little endian. `docs/wire-protocol.md` has the same tables.

/** A pack starts with `PEA`, the version of the protocol and the flow id. */
export const PACK_MAGIC = Buffer.from([0x50, 0x45, 0x41, PROTOCOL])
export const PACK_HEADER_BYTES = PACK_MAGIC.length + FLOW_ID_BYTES

/** A record starts with its whole length (u32), its type and its flags (u8 each). */
export const LENGTH = 0
export const TYPE = 4
export const FLAGS = 5
export const MIN_RECORD_BYTES = 6

/** HELLO and WELCOME. */
export const GREETING = {
  EDGE: 6,
  INCARNATION: 8,
  EPOCH: 12,
  PEER_INCARNATION: 16,
  PEER_EPOCH: 20,
  RECEIVED: 24,
  PROOF: 30,
  PEA: 46,
} as const
/** The flags of a greeting. */
export const SENDS = 1
export const CALLS = 2
export const JOINS = 4

/** Whether these are the flags of a greeting: SENDS, or those of a receiver, which joins only what it calls with. */
export function isGreetingFlags(flags: number): boolean {
  return flags === 0 || flags === SENDS || flags === CALLS || flags === (CALLS | JOINS)
}

/** DATA and ERROR. */
export const MESSAGE = {
  SHARD: 6,
  SHARDS: 8,
  ENDPOINT_BYTES: 10,
  TRIES: 11,
  ATTEMPT: 12,
  SEQ: 14,
  REQUEST: 20,
  TIME_LEFT: 26,
  PAYLOAD_BYTES: 30,
  ENDPOINT: 34,
} as const
/** The flags of a message. */
export const ATTACHED = 1
export const URGENT = 2
/** It has headers, behind its endpoint and its index. */
export const HEADERS = 4
/** It is a piece of a streamed answer: its index follows the endpoint. */
export const PIECE = 8
/** A further piece follows. */
export const MORE = 16
export const ALL_MESSAGE_FLAGS = ATTACHED | URGENT | HEADERS | PIECE | MORE
/** Bytes of the index of a piece, and of the length of headers. */
export const PIECE_INDEX_BYTES = 4
export const HEADERS_LENGTH_BYTES = 2

/** Whether these are the flags of a message. A piece that is an error is the last one. */
export function isMessageFlags(flags: number, isError: boolean): boolean {
  if (flags > ALL_MESSAGE_FLAGS) return false
  return (flags & MORE) === 0 || ((flags & PIECE) !== 0 && !isError)
}

/** ACK. */
export const ACK = {
  SETTLED_COUNT: 6,
  RUNNING_COUNT: 8,
  RECEIVED: 10,
  LIMIT: 16,
  SETTLED_BELOW: 22,
  SETTLED: 28,
} as const
/** Bytes of a u48. */
export const NUMBER_BYTES = 6
