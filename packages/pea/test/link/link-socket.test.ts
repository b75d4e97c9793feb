import { expect, it, onTestFinished } from 'vitest'
import { openDealer } from '../../src/control/far-socket.ts'
import { GiverLane } from '../../src/lane/giver.ts'
import { Session } from '../../src/lane/session.ts'
import { Turn } from '../../src/lane/turn.ts'
import { LinkSocket } from '../../src/link/link-socket.ts'
import { pack } from '../../src/wire/pack.ts'
import { RECORD } from '../../src/wire/record.ts'

const flowId = Buffer.from('00112233445566aa', 'hex')
const host = '127.0.0.1'

const greeting = {
  type: RECORD.HELLO,
  gives: false,
  calls: false,
  edge: 0,
  pea: 'b/0',
  incarnation: 1,
  epoch: 1,
  peerIncarnation: 0,
  peerEpoch: 0,
  got: 0,
} as const

it('keeps the greeting of a peer that it is told of only later', async () => {
  const settled: string[] = []
  let hearNoise = () => {}
  const noise = new Promise<void>((resolve) => {
    hearNoise = resolve
  })
  const plan = { pattern: 'ROUTER', mode: 'BIND', host, port: 0, peers: [] } as const
  const link = await LinkSocket.open(plan, {
    flowId,
    routingId: 'a/0#1',
    gives: true,
    edge: 0,
    key: 'to b 0',
    onDropped: () => hearNoise(),
    onSettled: () => settled.push('b/0'),
  })
  onTestFinished(() => link.close())
  const dealer = await openDealer({ host, port: link.port, routingId: 'b/0#1' })
  onTestFinished(() => dealer.close())
  await dealer.send(pack(flowId, [greeting]))
  // What comes after it tells that it came.
  await dealer.send('noise')
  await noise
  expect(settled).toEqual([])
  const session = new Session({ pea: 'a/0', incarnation: 1, nextEpoch: () => 1 }, 0)
  const listener = { onAck: () => undefined, onReturned: () => undefined }
  const lane = new GiverLane('b/0', session, { turn: new Turn(), listener })
  link.wire(new Map([['b/0', lane]]))
  expect(settled).toEqual(['b/0'])
  expect(session.isSettled).toBe(true)
})
