import {
  type DataRecord,
  type Greeting,
  openDealer,
  pack,
  proveHello,
  proveWelcome,
  RECORD,
  unpack,
} from '@peaflow/protocol'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FlushScheduler } from '../../src/link/flush-scheduler.ts'
import { Sender } from '../../src/link/sender.ts'
import { Session } from '../../src/link/session.ts'
import { LinkSocket } from '../../src/links/link-socket.ts'
import { Counters } from '../../src/statistics/counters.ts'
import { secretOf } from '../proofs.ts'

const flowId = Buffer.from('00112233445566aa', 'hex')
const host = '127.0.0.1'
const secrets = { 'b/0': secretOf('b/0', 'a/0', 0, false), 'b/1': secretOf('b/1', 'a/0', 0, false) }
const peers = ['b/0', 'b/1'] as const

const hello: Greeting = {
  type: RECORD.HELLO,
  sends: false,
  calls: false,
  joins: false,
  edge: 0,
  pea: 'b/0',
  incarnation: 2,
  epoch: 1,
  peerIncarnation: 0,
  peerEpoch: 0,
  received: 0,
  proof: proveHello(secrets['b/0'], 2),
}

/** A socket of the Pea `a/0` that sends to `b/0` and `b/1`, and what becomes of what it receives. */
async function openSocket() {
  const established: string[] = []
  const drops: [reason: string, peer: string | undefined][] = []
  let check = () => {}
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      check = () => isSo() && resolve()
      check()
    })
  const plan = { pattern: 'ROUTER', mode: 'BIND', host, port: 0, peers } as const
  const scheduler = new FlushScheduler()
  const link = await LinkSocket.open(plan, {
    flowId,
    routingId: 'a/0#1',
    sends: true,
    edge: 0,
    key: 'to b 0',
    onDropped: (reason, peer) => {
      drops.push([reason, peer])
      check()
    },
    onEstablished: () => {
      established.push('established')
      check()
    },
  })
  onTestFinished(() => link.close())
  const listener = { onAck: () => undefined, onReturned: () => undefined }
  const ends = new Map(
    peers.map((peer, index) => {
      const session = new Session({ pea: 'a/0', incarnation: 1, nextEpoch: () => index + 1 }, 0)
      return [peer as string, new Sender(peer, session, { scheduler, listener, counters: new Counters() })]
    }),
  )
  const wire = () => link.wire(ends, { ...plan, secrets: peers.map((peer) => secrets[peer].toString('hex')) })
  return { port: link.port, ends, wire, drops, established, until }
}

/** A peer of that socket, which sends what it likes. */
async function dial(port: number) {
  let onDisconnect = () => {}
  const closed = new Promise<void>((resolve) => {
    onDisconnect = resolve
  })
  const dealer = await openDealer({ host, port, routingId: `x ${Math.random()}`, onDisconnect: () => onDisconnect() })
  onTestFinished(() => dealer.close())
  return {
    closed,
    send: (...records: (Greeting | DataRecord)[]) => dealer.send(pack(flowId, records)),
    sendRaw: (bytes: Buffer) => dealer.send(bytes),
    receive: async () => unpack(flowId, { frames: await dealer.receive(), arrivedAt: 0 }),
  }
}

it('retains the greeting of a peer until it has the secret of that link', async () => {
  const { port, wire, established, drops, ends, until } = await openSocket()
  const peer = await dial(port)
  await peer.send(hello)
  // What another connection sends afterwards is refused, so the greeting has arrived before.
  await (await dial(port)).sendRaw(Buffer.from('noise'))
  await until(() => drops.length > 0)
  expect(established).toEqual([])
  wire()
  await until(() => established.length === 1)
  expect(ends.get('b/0')?.session.isEstablished).toBe(true)
})

it('answers a peer with the proof that it is the Pea that was dialled', async () => {
  const { port, wire } = await openSocket()
  wire()
  const peer = await dial(port)
  await peer.send(hello)
  expect(await peer.receive()).toMatchObject([
    { type: RECORD.WELCOME, pea: 'a/0', proof: proveWelcome(secrets['b/0'], 2) },
  ])
})

// What a connection with a valid proof says wrongly, the Pea has said; what one without says, somebody who names it.
const forged: [what: string, greeting: Partial<Greeting>, reason: string, peer?: string][] = [
  ['no proof', { proof: Buffer.alloc(16) }, 'Hello: its proof is not that of "b/0"'],
  ['the proof of another Pea', { proof: proveHello(secrets['b/1'], 2) }, 'Hello: its proof is not that of "b/0"'],
  [
    'the proof of another incarnation',
    { proof: proveHello(secrets['b/0'], 1) },
    'Hello: its proof is not that of "b/0"',
  ],
  ['the proof of the other end', { proof: proveWelcome(secrets['b/0'], 2) }, 'Hello: its proof is not that of "b/0"'],
  ['another edge', { edge: 1 }, 'Hello: for edge 1, not 0', 'b/0'],
  ['the role of this end', { sends: true }, 'Hello: both ends send', 'b/0'],
  ['the wrong type', { type: RECORD.WELCOME }, 'Welcome: at the wrong end of a link'],
]

describe.each(forged)('a connection that greets with %s', (_, changes, reason, sender) => {
  it('is closed, and does not disturb the Pea that it names', async () => {
    const { port, wire, drops, established, ends, until } = await openSocket()
    wire()
    const peer = await dial(port)
    await peer.send(hello)
    await until(() => established.length === 1)
    const connection = ends.get('b/0')?.session.connection
    const forger = await dial(port)
    await forger.send({ ...hello, epoch: 9, ...changes })
    await forger.closed
    expect(drops).toEqual([[reason, sender]])
    expect(ends.get('b/0')?.session).toMatchObject({ connection, peerEpoch: 1, isEstablished: true })
  })
})

it('closes the connection of an incarnation that has been replaced, whose own proof is valid', async () => {
  const { port, wire, drops, established, ends, until } = await openSocket()
  wire()
  await (await dial(port)).send(hello)
  await until(() => established.length === 1)
  const old = await dial(port)
  await old.send({ ...hello, incarnation: 1, proof: proveHello(secrets['b/0'], 1) })
  await old.closed
  expect(drops).toEqual([['Hello: from an incarnation that has been replaced', 'b/0']])
  expect(ends.get('b/0')?.session.peerIncarnation).toBe(2)
})

it('drops what a Pea says for another one, with the proof of that one too, and goes on with it', async () => {
  const { port, wire, drops, established, ends, until } = await openSocket()
  wire()
  const peer = await dial(port)
  await peer.send(hello)
  await until(() => established.length === 1)
  await peer.send({ ...hello, pea: 'b/1', proof: proveHello(secrets['b/1'], 2) })
  await until(() => drops.length === 1)
  expect(drops).toEqual([['Hello: for another Pea', 'b/0']])
  expect(ends.get('b/1')?.session.isEstablished).toBe(false)
  await peer.send({ ...hello, epoch: 2 })
  await until(() => established.length === 2)
  expect(ends.get('b/0')?.session.peerEpoch).toBe(2)
})

const payload = Buffer.from('x')
const routing = { seq: 0, request: 1, endpoint: '/', timeLeft: 9, attempt: 0, tries: 0, shard: 0, shards: 1 } as const
const message: DataRecord = { type: RECORD.DATA, ...routing, payload, payloadBytes: 1, isUrgent: false }
const [versionOne = Buffer.alloc(0)] = pack(flowId, [hello])
versionOne[3] = 1

it.each([
  ['it has not greeted', Buffer.concat(pack(flowId, [message]))],
  ['it is not a pack', Buffer.from('noise')],
  ['version 1 of the protocol, not 2', versionOne],
])('closes a connection whose first message breaks the protocol: %s', async (reason, bytes) => {
  const { port, wire, drops } = await openSocket()
  wire()
  const forger = await dial(port)
  await forger.sendRaw(bytes)
  await forger.closed
  expect(drops).toEqual([[reason, undefined]])
})
