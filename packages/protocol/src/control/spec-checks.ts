import {
  type Check,
  fields,
  isArrayOf,
  isCount,
  isObject,
  isOneOf,
  isPort,
  isProof,
  isSecret,
  isString,
  optional,
} from './checks.ts'

const isSocket = fields({
  mode: isOneOf('BIND', 'CONNECT'),
  host: isString,
  port: isPort,
  edge: isCount,
  peers: isArrayOf(isString),
  transport: optional(isOneOf('unix', 'both')),
  path: optional(isString),
  secrets: optional(isArrayOf(isSecret)),
  proof: optional(isProof),
  welcome: optional(isProof),
  serverKey: optional(isSecret),
})

const isInput = fields({ from: isString })

const isPollingMode = isOneOf('any', 'all')
const isOutput = fields({
  to: isString,
  retries: isCount,
  scheduling: isOneOf('load_balance', 'round_robin'),
  polling: (value) => isPollingMode(value) || (isObject(value) && Object.values(value).every(isPollingMode)),
  timeoutCall: optional(isCount),
  pods: optional(isArrayOf(isString)),
})

/** Whether a value from outside this process is a `WiredInput`. */
export const isWiredInput: Check = (value) => isSocket(value) && isInput(value)

/** Whether a value from outside this process is a `WiredOutput`. */
export const isWiredOutput: Check = (value) => isSocket(value) && isOutput(value)

const isBatch = fields({
  documents: (value) => isCount(value) && value > 0,
  within: isCount,
})

/** Whether a value from outside this process is the `PeaSpec` of an `adopt`. */
export const isSpec = fields({
  id: isString,
  pod: isString,
  flow: isString,
  flowId: (value) => isString(value) && /^[0-9a-f]{16}$/.test(value),
  role: isOneOf('replica', 'head', 'tail'),
  incarnation: isCount,
  replicaId: isCount,
  replicas: isCount,
  expects: isCount,
  concurrency: isCount,
  batch: optional(isBatch),
  prefetch: optional(isCount),
  collect: optional(isOneOf(true)),
  timeoutReady: isCount,
  timeoutAlive: isCount,
  timeoutRequest: optional(isCount),
  with: isObject,
  python: optional(isString),
  inputs: isArrayOf(isWiredInput),
  outputs: isArrayOf(isWiredOutput),
})
