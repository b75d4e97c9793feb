import { decodeControl, encodeControl, NO_FLOW } from '../../src/control/codec.ts'
import { withProofs } from '../../src/control/link-proofs.ts'
import type { FlowMessage, PeaMessage } from '../../src/control/messages.ts'
import { deriveLinkSecret, derivePeaKey, derivePodKey } from '../../src/trust/derive.ts'
import { proveAdopt, proveBound, proveHello, proveWelcome } from '../../src/trust/proof.ts'
import { pack } from '../../src/wire/pack.ts'
import { type Ack, type DataRecord, type Greeting, RECORD } from '../../src/wire/record.ts'
import { input, output, spec } from '../control/control-messages.ts'

const FLOW_ID = '00112233aabbccdd'
const KEYS = { flow: { kind: 'flow', bytes: counting(32) }, salt: counting(16) } as const
const LINK = { dialler: 'gateway', binder: 'encode/0', edge: 0, sends: true } as const

const secret = deriveLinkSecret(KEYS, LINK)
const peaKey = derivePeaKey(KEYS, 'encode/0', 1)
const podKey = derivePodKey(KEYS.flow, 'encode').bytes

/** Bytes of a dump, and what they are. */
type Part = readonly [bytes: number, meaning: string]

/** The keys and proofs of the dumps, one a line. */
export function keysDump(): string {
  const rows: [string, Buffer][] = [
    ['key of the Flow', KEYS.flow.bytes],
    ['salt', KEYS.salt],
    ['key of the Pod encode', podKey],
    ['key of the Pea encode/0, incarnation 1', peaKey],
    ['secret of the link gateway → encode/0, edge 0, which the gateway dials', secret],
    ['proof in bound', proveBound(peaKey)],
    ['proof in HELLO of incarnation 1', proveHello(secret, 1)],
    ['proof in the WELCOME that answers it', proveWelcome(secret, 1)],
    ['proof in adopt', proveAdopt(podKey, FLOW_ID)],
  ]
  return rows.map(([name, bytes]) => `${name}\n  ${bytes.toString('hex')}\n`).join('')
}

/** A HELLO of the gateway, which sends, in a pack of its own. */
export function greetingDump(): string {
  const hello: Greeting = {
    type: RECORD.HELLO,
    sends: true,
    calls: false,
    joins: false,
    edge: 0,
    pea: 'gateway',
    incarnation: 1,
    epoch: 0xc0ffee01,
    peerIncarnation: 0,
    peerEpoch: 0,
    received: 0,
    proof: proveHello(secret, 1),
  }
  return describe(hello, [
    [4, 'length of the record'],
    [1, 'type: HELLO'],
    [1, 'flags: SENDS'],
    [2, 'edge'],
    [4, 'incarnation'],
    [4, 'epoch'],
    [4, 'peer_incarnation'],
    [4, 'peer_epoch'],
    [6, 'received'],
    [16, 'proof'],
    [7, 'pea: gateway'],
  ])
}

/** A DATA of request 7. */
export function messageDump(): string {
  const payload = Buffer.from('9291 81a474657874a568656c6c6f 80'.replaceAll(' ', ''), 'hex')
  const data: DataRecord = {
    type: RECORD.DATA,
    seq: 3,
    request: 7,
    endpoint: '/index',
    timeLeft: 60_000,
    attempt: 0,
    tries: 0,
    shard: 0,
    shards: 1,
    payload,
    payloadBytes: payload.length,
    isUrgent: false,
  }
  return describe(data, [
    [4, 'length of the record'],
    [1, 'type: DATA'],
    [1, 'flags: none'],
    [2, 'shard'],
    [2, 'shards'],
    [1, 'length of the endpoint'],
    [1, 'tries'],
    [2, 'attempt'],
    [6, 'seq: 3'],
    [6, 'request: 7'],
    [4, 'time_left: 60,000'],
    [4, 'length of the payload'],
    [6, 'endpoint: /index'],
    [payload.length, 'payload: [[{"text": "hello"}], {}]'],
  ])
}

/** An ACK: messages 0 to 2 are settled, 4 too, and the call for 3 runs. */
export function acknowledgementDump(): string {
  const ack: Ack = { type: RECORD.ACK, received: 5, limit: 12, settledBelow: 3, settled: [4, 5], running: [3] }
  return describe(ack, [
    [4, 'length of the record'],
    [1, 'type: ACK'],
    [1, '0'],
    [2, 'settled ranges: 1'],
    [2, 'running messages: 1'],
    [6, 'received: below 5'],
    [6, 'limit: below 12'],
    [6, 'settled_below: 3'],
    [12, 'settled: from 4 to below 5'],
    [6, 'running: 3'],
  ])
}

/** What a Flow and an external Pea say to each other, from ping to the end. Each frame is 12 bytes, then JSON. */
export function conversationDump(): string {
  const wired = { ...withProofs({ inputs: [input], outputs: [output] }, { id: 'encode/0', incarnation: 1 }, KEYS) }
  const status = { pea: 'encode/0', flow: '', protocol: 2, state: 'ready', served: 0, held: 0, dropped: 0, uptime: 512 }
  const life = { pea: 'encode/0', incarnation: 1 }
  const { key: _key, ...wanted } = { ...spec, flowId: FLOW_ID }
  const frames: (readonly [from: '→' | '←', flowId: string, message: FlowMessage | PeaMessage])[] = [
    ['→', NO_FLOW, { type: 'ping' }],
    ['←', NO_FLOW, { type: 'status', status: { ...status, state: 'ready' } }],
    ['→', FLOW_ID, { type: 'adopt', spec: wanted, proof: proveAdopt(podKey, FLOW_ID).toString('hex') }],
    ['←', FLOW_ID, { type: 'bound', ...life, protocol: 2, ports: [20_000, 0], proof: '00'.repeat(16) }],
    ['→', FLOW_ID, { type: 'wire', ...wired }],
    ['←', FLOW_ID, { type: 'ready', ...life }],
    ['→', FLOW_ID, { type: 'drain' }],
    ['←', FLOW_ID, { type: 'idle', pea: 'encode/0' }],
    ['→', FLOW_ID, { type: 'stop' }],
    ['←', FLOW_ID, { type: 'ended', pea: 'encode/0', code: 0 }],
  ]
  return frames.map(([from, flowId, message]) => `${from} ${frameText(encodeControl(flowId, message))}\n`).join('')
}

/** Twelve bytes in hexadecimal, then text. The frame is one that the reader accepts. */
function frameText(frame: Buffer): string {
  if (decodeControl(undefined, frame) === undefined) throw new Error(`not a control message: ${frame}`)
  return `${hex(frame.subarray(0, 12))}  ${frame.toString('utf8', 12)}`
}

function describe(record: Greeting | DataRecord | Ack, parts: readonly Part[]): string {
  const [frame = Buffer.alloc(0)] = pack(Buffer.from(FLOW_ID, 'hex'), [record])
  const all: readonly Part[] = [[4, 'PEA, version 2'], [8, 'the Flow id'], ...parts]
  let at = 0
  const lines = all.map(([bytes, meaning]) => {
    const text = hex(frame.subarray(at, at + bytes))
    at += bytes
    return `${text.padEnd(47)}  ${meaning}\n`
  })
  if (at !== frame.length) throw new Error(`${frame.length - at} bytes are not described`)
  return lines.join('')
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex').replace(/..(?!$)/g, '$& ')
}

function counting(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => index))
}
