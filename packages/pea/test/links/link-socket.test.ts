import { openDealer, pack, RECORD } from '@peaflow/protocol'
import { expect, it, onTestFinished } from 'vitest'
import { FlushScheduler } from '../../src/link/flush-scheduler.ts'
import { Sender } from '../../src/link/sender.ts'
import { Session } from '../../src/link/session.ts'
import { LinkSocket } from '../../src/links/link-socket.ts'

const flowId = Buffer.from('00112233445566aa', 'hex')
const host = '127.0.0.1'

const greeting = {
  type: RECORD.HELLO,
  sends: false,
  calls: false,
  edge: 0,
  pea: 'b/0',
  incarnation: 1,
  epoch: 1,
  peerIncarnation: 0,
  peerEpoch: 0,
  received: 0,
} as const

it('retains the greeting of a peer that is wired only later', async () => {
  const established: string[] = []
  let onNoise = () => {}
  const noise = new Promise<void>((resolve) => {
    onNoise = resolve
  })
  const plan = { pattern: 'ROUTER', mode: 'BIND', host, port: 0, peers: [] } as const
  const link = await LinkSocket.open(plan, {
    flowId,
    routingId: 'a/0#1',
    sends: true,
    edge: 0,
    key: 'to b 0',
    onDropped: () => onNoise(),
    onEstablished: () => established.push('b/0'),
  })
  onTestFinished(() => link.close())
  const dealer = await openDealer({ host, port: link.port, routingId: 'b/0#1' })
  onTestFinished(() => dealer.close())
  // A peer that is not known may send one frame. The record after the greeting is dropped, so the greeting has arrived then.
  const ack = { type: RECORD.ACK, received: 0, limit: 0, settledBelow: 0, settled: [], running: [] } as const
  await dealer.send(pack(flowId, [greeting, ack]))
  await noise
  expect(established).toEqual([])
  const session = new Session({ pea: 'a/0', incarnation: 1, nextEpoch: () => 1 }, 0)
  const listener = { onAck: () => undefined, onReturned: () => undefined }
  const end = new Sender('b/0', session, { scheduler: new FlushScheduler(), listener })
  link.wire(new Map([['b/0', end]]))
  expect(established).toEqual(['b/0'])
  expect(session.isEstablished).toBe(true)
})
