import type { Piece } from '../wire/record.ts'
import { type Check, fields, isBoolean, isCount, isOneOf, isString, optional } from './checks.ts'

/** The most taps of one Pea. */
export const MAX_TAPS = 8

/** The most messages a second that a tap may copy. */
export const MAX_TAP_RATE = 1_000

/** The most bytes of a payload that a tap may copy. */
export const MAX_TAP_BYTES = 1_048_576

/** Which messages a tap copies: those that arrive at a Pea, or those that leave it. */
export type TapPoint = 'in' | 'out'

/** A copy of a message that passed a Pea. */
export interface TappedMessage {
  /** The number of the tap. */
  readonly tap: number
  readonly at: TapPoint
  readonly request: number
  readonly endpoint: string
  readonly attempt: number
  readonly shard: number
  readonly shards: number
  /** Whether the payload is an error, and not documents. */
  readonly error: boolean
  /** In base64; `null` if it is larger than the tap takes. */
  readonly payload: string | null
  /** The length of the payload, in bytes. */
  readonly bytes: number
  /** How many messages passed since the last copy, or since the tap began, and were not copied. */
  readonly skipped: number
  /** Set if it is a piece of a streamed answer. */
  readonly piece?: Piece | undefined
}

/** What a tap is to copy. */
export interface TapOrder {
  /** The number of the tap, unique within the Flow. */
  readonly tap: number
  readonly at: TapPoint
  /** The most messages a second; 0 ends the tap. */
  readonly rate: number
  /** The most bytes of a payload. */
  readonly bytes: number
}

const isPoint = isOneOf('in', 'out')
const isRate: Check = (value) => typeof value === 'number' && value >= 0 && value <= MAX_TAP_RATE
const isLimit: Check = (value) => isCount(value) && value <= MAX_TAP_BYTES

/** The characters of the largest payload in base64. */
const MAX_PAYLOAD_LENGTH = Math.ceil(MAX_TAP_BYTES / 3) * 4

const isPayload: Check = (value) => value === null || (isString(value) && value.length <= MAX_PAYLOAD_LENGTH)

const isPiece = optional(fields({ index: isCount, more: isBoolean }))

/** The fields of a `tap`. */
export const TAP_FIELDS: Readonly<Record<keyof TapOrder, Check>> = {
  tap: isCount,
  at: isPoint,
  rate: isRate,
  bytes: isLimit,
}

/** The fields of a `tapped`, beside the id of its Pea. */
export const TAPPED_FIELDS: Readonly<Record<keyof TappedMessage, Check>> = {
  tap: isCount,
  at: isPoint,
  request: isCount,
  endpoint: isString,
  attempt: isCount,
  shard: isCount,
  shards: isCount,
  error: isBoolean,
  payload: isPayload,
  bytes: isCount,
  skipped: isCount,
  piece: isPiece,
}
