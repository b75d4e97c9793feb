import { connect } from 'node:net'
import { NO_PROOF, pack, RECORD } from '@peaflow/protocol'
import { afterEach, expect, it } from 'vitest'
import { Dealer } from 'zeromq'
import { FLOW_ID } from './flow-spec.ts'
import { FlowStub } from './flow-stub.ts'
import { Requests, upTo } from './requests.ts'

let flow: FlowStub | undefined
afterEach(async () => {
  await flow?.stop()
})

const chain = {
  peas: { 'a/0': { executor: () => undefined } },
  links: [
    { from: 'gateway', to: ['a/0'] },
    { from: 'a/0', to: ['gateway'] },
  ],
}

async function portOf(stub: FlowStub, id: string): Promise<number> {
  const bound = await stub.message((one) => one.type === 'bound' && one.pea === id)
  return bound.type === 'bound' ? (bound.ports.find((port) => port > 0) ?? 0) : 0
}

/** Noise that may begin with a ZeroMQ greeting. */
function noise(length: number, isGreeting: boolean): Buffer {
  const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 7919 + length * 31) & 0xff))
  if (isGreeting) Buffer.from('ff00000000000000017f03004e554c4c', 'hex').copy(bytes)
  return bytes
}

async function sendBytes(port: number, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
    socket.on('error', () => resolve()).on('close', () => resolve())
    socket.resume()
  })
}

it('goes on when random bytes and half-open connections reach its port', async () => {
  const requests = new Requests()
  flow = await new FlowStub(chain).start(requests)
  const port = await portOf(flow, 'a/0')
  const halfOpen = upTo(20).map(() => connect(port, '127.0.0.1').on('error', () => undefined))
  const sent = requests.send(flow, 2_000)
  await Promise.all(upTo(200).map((index) => sendBytes(port, noise(1 + ((index * 37) % 3_000), index % 2 === 0))))
  await sent
  for (const socket of halfOpen) socket.destroy()
  expect(requests.answers.size).toBe(2_000)
  expect(requests.errors.size).toBe(0)
})

it('drops well-formed messages from an unknown peer', async () => {
  const requests = new Requests()
  flow = await new FlowStub(chain).start(requests)
  const unknown = new Dealer({ linger: 0, routingId: 'gateway#1.unknown' })
  unknown.connect(`tcp://127.0.0.1:${await portOf(flow, 'a/0')}`)
  const message = {
    type: RECORD.DATA,
    seq: 0,
    request: 5,
    endpoint: '/',
    timeLeft: 9,
    shard: 0,
    shards: 1,
    attempt: 0,
    tries: 0,
    payloadBytes: 10,
    isUrgent: false,
  } as const
  const ack = { type: RECORD.ACK, received: 9, limit: 99, settledBelow: 9, settled: [], running: [] } as const
  const flowId = Buffer.from(FLOW_ID, 'hex')
  const hello = {
    sends: true,
    calls: false,
    joins: false,
    edge: 0,
    epoch: 1,
    peerIncarnation: 0,
    peerEpoch: 0,
    received: 0,
    proof: NO_PROOF,
  }
  const messages = [
    [Buffer.from('hello')],
    pack(Buffer.alloc(8), [{ ...message, payload: Buffer.from('false flow') }]),
    pack(flowId, [{ ...message, payload: Buffer.from('unexpected') }]),
    pack(flowId, [ack]),
    pack(flowId, [{ type: RECORD.HELLO, pea: 'x/0', incarnation: 1, ...hello }]),
    pack(flowId, [{ type: RECORD.WELCOME, pea: 'gateway', incarnation: 1, ...hello }]),
  ]
  for (const message of messages) await unknown.send(message)
  await requests.send(flow, 500)
  unknown.close()
  expect([...requests.answers.keys()]).toEqual(upTo(500))
  expect(requests.repeats).toBe(0)
})
