import { areCauses } from '../wire/error-cause.ts'
import {
  type Fields,
  fields,
  isArrayOf,
  isBoolean,
  isCount,
  isObject,
  isOneOf,
  isPort,
  isProof,
  isRequests,
  isSecret,
  isString,
  optional,
} from './checks.ts'
import { areEndpoints } from './endpoints.ts'
import { isHolding } from './holding.ts'
import type { FlowMessage, PeaMessage } from './messages.ts'
import { isPeaStatus } from './pea-status.ts'
import { isSpec, isWiredInput, isWiredOutput } from './spec-checks.ts'
import { isPeaStatistics } from './statistics-checks.ts'
import { TAP_FIELDS, TAPPED_FIELDS } from './tap.ts'

type ControlMessage = PeaMessage | FlowMessage

const isError = fields({
  code: isString,
  message: isString,
  pod: isString,
  pea: isString,
  hint: optional(isString),
  stack: optional(isString),
  causes: optional(areCauses),
})

/**
 * The fields that each message must have, in one form or another. A message that lacks one, or has one of another type, is
 * dropped by the codec.
 */
const FIELDS: Record<ControlMessage['type'], Fields | readonly Fields[]> = {
  bound: {
    pea: isString,
    incarnation: isCount,
    protocol: isCount,
    ports: isArrayOf(isPort),
    publicKey: optional(isSecret),
    proof: isProof,
    reconnected: optional(isOneOf(true)),
  },
  ready: {
    pea: isString,
    incarnation: isCount,
    heartbeat: optional(isOneOf(true)),
    endpoints: optional(areEndpoints),
  },
  alive: { pea: isString, incarnation: isCount, proof: isProof },
  idle: { pea: isString },
  fatal: {
    pea: isString,
    error: isError,
    incarnation: optional(isCount),
    proof: optional(isProof),
  },
  stuck: { pea: isString, peer: isString, incarnation: isCount },
  tried: { pea: isString, request: isCount, tries: isCount, peer: isString, reason: isString },
  broken: {
    pea: isString,
    request: isCount,
    attempt: isCount,
    tries: isCount,
    peer: isString,
    reason: isString,
  },
  holding: { pea: isString, question: isCount, holding: isArrayOf(isHolding) },
  failed: { request: isCount, error: isError },
  paused: { pea: isString, to: isString },
  leaving: [
    { pea: isString, incarnation: isCount },
    { peer: isString, incarnation: isCount },
  ],
  left: { pea: isString, peer: isString },
  status: { status: isPeaStatus },
  dropped: {
    pea: isString,
    peer: optional(isString),
    reason: isString,
    count: isCount,
  },
  statistics: { pea: isString, incarnation: isCount, statistics: isPeaStatistics },
  wire: {
    inputs: isArrayOf(isWiredInput),
    outputs: isArrayOf(isWiredOutput),
  },
  gone: { peer: isString, incarnation: isCount, reason: isString, silent: optional(isBoolean) },
  lost: { peer: isString, incarnation: isCount, reason: isString, silent: optional(isBoolean) },
  cancel: { requests: isRequests, attempts: optional(isRequests) },
  suspend: { requests: isRequests },
  resume: { requests: isRequests },
  open: { below: isCount, requests: isRequests },
  reconcile: { question: isCount, requests: isRequests, attempts: isRequests },
  pause: { to: isString },
  drain: {},
  stop: {},
  ping: {},
  enrol: {
    pod: isString,
    proof: isProof,
    uses: optional(isSecret),
    replica: optional(isCount),
    before: optional(isCount),
  },
  ended: { pea: isString, code: isCount },
  tapped: { pea: isString, ...TAPPED_FIELDS },
  tap: TAP_FIELDS,
  adopt: { spec: isSpec, proof: optional(isProof) },
  refused: { code: isString, reason: isString, hint: optional(isString) },
  release: {},
}

/** Whether a value from outside this process is a message of the control channel. */
export function isControlMessage(value: unknown): value is ControlMessage {
  if (!isObject(value)) return false
  const { type } = value
  if (!isString(type) || !Object.hasOwn(FIELDS, type)) return false
  return [FIELDS[type as ControlMessage['type']]].flat().some((form) => fields(form)(value))
}

/** What is wrong with a value that {@link isControlMessage} refuses. */
export function explainMessage(value: unknown): string {
  const { type } = isObject(value) ? value : {}
  if (!isString(type) || !Object.hasOwn(FIELDS, type)) return 'a control message of an unknown type'
  const checks = [FIELDS[type as ControlMessage['type']]].flat().flatMap((form) => Object.entries(form))
  const wrong = checks.find(([name, check]) => !check((value as Record<string, unknown>)[name]))
  return `${type}: ${wrong === undefined ? 'it is not valid' : `"${wrong[0]}" is missing or wrong`}`
}
