import type { FlowMessage, PeaMessage } from './messages.ts'

type Check = (value: unknown) => boolean
type ControlMessage = PeaMessage | FlowMessage

const isString: Check = (value) => typeof value === 'string'
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isUnsaid: Check = (value) => value === undefined
const isCounts: Check = (value) => Array.isArray(value) && value.every(isCount)
const isPeers: Check = (value) => Array.isArray(value) && value.every(isString)
const isPort: Check = (value) => isCount(value) && (value as number) < 65_536

const isSocket = fields({
  mode: (value) => value === 'BIND' || value === 'CONNECT',
  host: isString,
  port: isPort,
  edge: isCount,
  peers: isPeers,
})
const isError = fields({ code: isString, message: isString, pod: isString, pea: isString })
const isInput = fields({ from: isString })
const isPollingMode: Check = (value) => value === 'any' || value === 'all'
const isOutput = fields({
  to: isString,
  retries: isCount,
  scheduling: (value) => value === 'load_balance' || value === 'round_robin',
  polling: (value) => isPollingMode(value) || (isObject(value) && Object.values(value as object).every(isPollingMode)),
  timeoutCall: (value) => isUnsaid(value) || isCount(value),
})
const isList =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)

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
  prefetch: (value) => isUnsaid(value) || isCount(value),
  timeoutReady: isCount,
  timeoutRequest: (value) => isUnsaid(value) || isCount(value),
  with: isObject,
  inputs: isList((value) => isSocket(value) && isInput(value)),
  outputs: isList((value) => isSocket(value) && isOutput(value)),
})

/** What each message must carry, so that nothing malformed gets past the codec. */
const FIELDS: Record<ControlMessage['type'], Readonly<Record<string, Check>>> = {
  bound: { pea: isString, incarnation: isCount, protocol: isCount, ports: isList(isPort) },
  ready: { pea: isString, incarnation: isCount },
  idle: { pea: isString },
  fatal: { pea: isString, error: isError },
  stuck: { pea: isString, peer: isString, incarnation: isCount },
  failed: { request: isCount, error: isError },
  paused: { pea: isString, to: isString },
  status: {
    status: fields({ pea: isString, flow: isString, state: isString, served: isCount, held: isCount }),
  },
  wire: {
    inputs: isList((value) => isSocket(value) && isInput(value)),
    outputs: isList((value) => isSocket(value) && isOutput(value)),
  },
  gone: { peer: isString, incarnation: isCount, reason: isString },
  lost: { peer: isString, incarnation: isCount, reason: isString },
  cancel: { requests: isCounts },
  pause: { to: isString },
  drain: {},
  stop: {},
  ping: {},
  ended: { pea: isString, code: isCount },
  adopt: { spec: isSpec },
  release: {},
}

/** Whether a value that came from outside is a message of the control channel. */
export function isControlMessage(value: unknown): value is ControlMessage {
  if (!isObject(value)) return false
  const { type } = value as { type?: unknown }
  return (
    isString(type) && Object.hasOwn(FIELDS, type as string) && fields(FIELDS[type as ControlMessage['type']])(value)
  )
}

function fields(checks: Readonly<Record<string, Check>>): Check {
  return (value) =>
    isObject(value) && Object.entries(checks).every(([name, check]) => check((value as Record<string, unknown>)[name]))
}
