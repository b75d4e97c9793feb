import type { InputPlan, OutputPlan, PeaSpec } from '@peaflow/core'
import type { FlowMessage, PeaMessage } from '../../src/control/messages.ts'
import type { WireError } from '../../src/wire/error.ts'

const error: WireError = { code: 'REQUEST_FAILED', message: 'no', pod: 'encode', pea: 'encode/0' }

const input: InputPlan = {
  pattern: 'ROUTER',
  mode: 'BIND',
  host: '127.0.0.1',
  port: 0,
  peers: ['gateway'],
  from: 'gateway',
  edge: 0,
}

const output: OutputPlan = {
  pattern: 'DEALER',
  mode: 'CONNECT',
  host: '0.0.0.0',
  port: 4_000,
  peers: ['rank/0'],
  to: 'rank',
  edge: 1,
  polling: { '/index': 'any', default: 'all' },
  scheduling: 'load_balance',
  timeoutCall: 10,
  retries: 1,
}

export const spec: PeaSpec = {
  id: 'encode/0',
  pod: 'encode',
  flow: 'search',
  flowId: '0123456789abcdef',
  role: 'replica',
  incarnation: 1,
  directory: '/',
  replicaId: 0,
  replicas: 1,
  runtime: 'process',
  host: null,
  expects: 1,
  uses: '_pass',
  with: {},
  concurrency: 1,
  prefetch: 8,
  timeoutReady: 1_000,
  timeoutAlive: 5_000,
  timeoutRequest: 1_000,
  restart: { policy: 'on_failure', max: 1, window: 1_000 },
  inputs: [input],
  outputs: [output],
  control: { mode: 'CONNECT', host: '127.0.0.1', port: 0 },
}

type ControlMessage = PeaMessage | FlowMessage

/** One valid message of each type. */
export const messages: { readonly [Type in ControlMessage['type']]: Extract<ControlMessage, { readonly type: Type }> } =
  {
    bound: {
      type: 'bound',
      pea: 'encode/0',
      incarnation: 1,
      protocol: 2,
      ports: [0, 65_535],
      publicKey: '05'.repeat(32),
      proof: '0f'.repeat(16),
    },
    ready: { type: 'ready', pea: 'encode/0', incarnation: 1 },
    alive: { type: 'alive', pea: 'encode/0', incarnation: 1, proof: 'ab'.repeat(16) },
    idle: { type: 'idle', pea: 'encode/0' },
    fatal: { type: 'fatal', pea: 'encode/0', error, incarnation: 2, proof: '0f'.repeat(16) },
    stuck: { type: 'stuck', pea: 'encode/0', peer: 'rank/0', incarnation: 2 },
    failed: { type: 'failed', request: 7, error },
    tried: { type: 'tried', pea: 'encode/0', request: 7, tries: 2 },
    holding: {
      type: 'holding',
      pea: 'encode/0',
      question: 3,
      holding: [
        { at: 'join', edge: 1, shard: 0, requests: [7, 8] },
        { at: 'link', to: 'rank', edge: 0, peers: ['rank/0'], requests: [9] },
        { at: 'over', requests: [] },
      ],
    },
    paused: { type: 'paused', pea: 'encode/0', to: 'rank' },
    leaving: { type: 'leaving', peer: 'rank/0', incarnation: 2 },
    left: { type: 'left', pea: 'encode/0', peer: 'rank/0' },
    status: {
      type: 'status',
      status: { pea: 'encode/0', flow: '', protocol: 2, state: 'ready', served: 3, held: 0, dropped: 1, uptime: 12 },
    },
    dropped: { type: 'dropped', pea: 'encode/0', peer: 'gateway', reason: 'Ack: settled > received', count: 2 },
    ended: { type: 'ended', pea: 'encode/0', code: 69, reason: 'lost its Flow' },
    wire: {
      type: 'wire',
      inputs: [{ ...input, secrets: ['01'.repeat(32)] }],
      outputs: [{ ...output, proof: '02'.repeat(16), welcome: '03'.repeat(16), serverKey: '06'.repeat(32) }],
    },
    gone: { type: 'gone', peer: 'rank/0', incarnation: 2, reason: 'exit code 1' },
    lost: { type: 'lost', peer: 'rank/0', incarnation: 2, reason: 'exit code 1' },
    cancel: { type: 'cancel', requests: [1, 2] },
    open: { type: 'open', below: 9, requests: [3, 7] },
    reconcile: { type: 'reconcile', question: 3, requests: [7, 8], attempts: [0, 1] },
    pause: { type: 'pause', to: 'rank' },
    drain: { type: 'drain' },
    stop: { type: 'stop' },
    ping: { type: 'ping' },
    adopt: { type: 'adopt', spec, proof: '04'.repeat(16) },
    release: { type: 'release' },
  }
