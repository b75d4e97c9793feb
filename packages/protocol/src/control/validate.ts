import { areCauses } from '../wire/error-cause.ts'
import type { FlowMessage, Holding, PeaMessage } from './messages.ts'

type Check = (value: unknown) => boolean
type ControlMessage = PeaMessage | FlowMessage

const isString: Check = (value) => typeof value === 'string'
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isMissing: Check = (value) => value === undefined
const isStringOrMissing: Check = (value) => isString(value) || isMissing(value)
const isArrayOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const isPort: Check = (value) => isCount(value) && (value as number) < 65_536

const isSecret: Check = (value) => isString(value) && /^[0-9a-f]{64}$/.test(value as string)
const isProof: Check = (value) => isString(value) && /^[0-9a-f]{32}$/.test(value as string)

const isSocket = fields({
  mode: (value) => value === 'BIND' || value === 'CONNECT',
  host: isString,
  port: isPort,
  edge: isCount,
  peers: isArrayOf(isString),
  transport: (value) => isMissing(value) || value === 'unix' || value === 'both',
  path: (value) => isMissing(value) || isString(value),
  secrets: (value) => isMissing(value) || isArrayOf(isSecret)(value),
  proof: (value) => isMissing(value) || isProof(value),
  welcome: (value) => isMissing(value) || isProof(value),
  serverKey: (value) => isMissing(value) || isSecret(value),
})
const isError = fields({
  code: isString,
  message: isString,
  pod: isString,
  pea: isString,
  hint: isStringOrMissing,
  stack: isStringOrMissing,
  causes: (value) => isMissing(value) || areCauses(value),
})
const isInput = fields({ from: isString })
const isRequests = isArrayOf(isCount)
const HOLDINGS: Record<Holding['at'], Check> = {
  join: fields({ edge: isCount, shard: isCount, requests: isRequests }),
  call: fields({ requests: isRequests }),
  over: fields({ requests: isRequests }),
  link: fields({ to: isString, edge: isCount, peers: isArrayOf(isString), requests: isRequests }),
}
const isHolding: Check = (value) => {
  const at = isObject(value) && (value as { at?: unknown }).at
  return isString(at) && Object.hasOwn(HOLDINGS, at as string) && HOLDINGS[at as Holding['at']](value)
}
const isPollingMode: Check = (value) => value === 'any' || value === 'all'
const isOutput = fields({
  to: isString,
  retries: isCount,
  scheduling: (value) => value === 'load_balance' || value === 'round_robin',
  polling: (value) => isPollingMode(value) || (isObject(value) && Object.values(value as object).every(isPollingMode)),
  timeoutCall: (value) => isMissing(value) || isCount(value),
})

const isSpec = fields({
  id: isString,
  pod: isString,
  flow: isString,
  flowId: (value) => isString(value) && /^[0-9a-f]{16}$/.test(value as string),
  role: (value) => value === 'replica' || value === 'head' || value === 'tail',
  incarnation: isCount,
  replicaId: isCount,
  replicas: isCount,
  expects: isCount,
  concurrency: isCount,
  prefetch: (value) => isMissing(value) || isCount(value),
  timeoutReady: isCount,
  timeoutAlive: isCount,
  timeoutRequest: (value) => isMissing(value) || isCount(value),
  with: isObject,
  inputs: isArrayOf((value) => isSocket(value) && isInput(value)),
  outputs: isArrayOf((value) => isSocket(value) && isOutput(value)),
})

type Fields = Readonly<Record<string, Check>>

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
    publicKey: (value) => isMissing(value) || isSecret(value),
    proof: isProof,
    reconnected: (value) => isMissing(value) || value === true,
  },
  ready: { pea: isString, incarnation: isCount, heartbeat: (value) => isMissing(value) || value === true },
  alive: { pea: isString, incarnation: isCount, proof: isProof },
  idle: { pea: isString },
  fatal: {
    pea: isString,
    error: isError,
    incarnation: (value) => isMissing(value) || isCount(value),
    proof: (value) => isMissing(value) || isProof(value),
  },
  stuck: { pea: isString, peer: isString, incarnation: isCount },
  tried: { pea: isString, request: isCount, tries: isCount },
  holding: { pea: isString, question: isCount, holding: isArrayOf(isHolding) },
  failed: { request: isCount, error: isError },
  paused: { pea: isString, to: isString },
  leaving: [
    { pea: isString, incarnation: isCount },
    { peer: isString, incarnation: isCount },
  ],
  left: { pea: isString, peer: isString },
  status: {
    status: fields({
      pea: isString,
      flow: isString,
      state: isString,
      served: isCount,
      held: isCount,
      dropped: isCount,
    }),
  },
  dropped: {
    pea: isString,
    peer: (value) => isMissing(value) || isString(value),
    reason: isString,
    count: isCount,
  },
  wire: {
    inputs: isArrayOf((value) => isSocket(value) && isInput(value)),
    outputs: isArrayOf((value) => isSocket(value) && isOutput(value)),
  },
  gone: { peer: isString, incarnation: isCount, reason: isString },
  lost: { peer: isString, incarnation: isCount, reason: isString },
  cancel: { requests: isArrayOf(isCount) },
  open: { below: isCount, requests: isArrayOf(isCount) },
  reconcile: { question: isCount, requests: isRequests, attempts: isRequests },
  pause: { to: isString },
  drain: {},
  stop: {},
  ping: {},
  ended: { pea: isString, code: isCount },
  adopt: { spec: isSpec, proof: (value) => isMissing(value) || isProof(value) },
  release: {},
}

/** Whether a value from outside this process is a message of the control channel. */
export function isControlMessage(value: unknown): value is ControlMessage {
  if (!isObject(value)) return false
  const { type } = value as { type?: unknown }
  if (!isString(type) || !Object.hasOwn(FIELDS, type as string)) return false
  return [FIELDS[type as ControlMessage['type']]].flat().some((form) => fields(form)(value))
}

/** What is wrong with a value that {@link isControlMessage} refuses. */
export function explainMessage(value: unknown): string {
  const { type } = isObject(value) ? (value as { type?: unknown }) : {}
  if (!isString(type) || !Object.hasOwn(FIELDS, type as string)) return 'a control message of an unknown type'
  const checks = [FIELDS[type as ControlMessage['type']]].flat().flatMap((form) => Object.entries(form))
  const wrong = checks.find(([name, check]) => !check((value as Record<string, unknown>)[name]))
  return `${type}: ${wrong === undefined ? 'it is not valid' : `"${wrong[0]}" is missing or wrong`}`
}

function fields(checks: Fields): Check {
  return (value) =>
    isObject(value) && Object.entries(checks).every(([name, check]) => check((value as Record<string, unknown>)[name]))
}
