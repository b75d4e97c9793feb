import { expect, it } from 'vitest'
import { openLoop, SOCKETS } from './control-loops.ts'

it('reports its ports, and is ready once its executor is set up and its peers have greeted', () => {
  const { loop, sent, dataPlane, types } = openLoop()
  expect(sent).toMatchObject([{ type: 'bound', pea: 'a/0', incarnation: 1, ports: [7] }])
  loop.progress()
  loop.setUp()
  expect(types()).toEqual(['bound'])
  dataPlane.absentPeers = []
  loop.progress()
  loop.progress()
  expect(types()).toEqual(['bound', 'ready'])
})

it('does not wait for a peer that is lost, until it is wired again', async () => {
  const { loop, asked, receive, types } = openLoop()
  loop.setUp()
  await receive({ type: 'gone', peer: 'b/0', incarnation: 1, reason: 'killed' })
  expect(types()).toEqual(['bound'])
  await receive({ type: 'lost', peer: 'b/0', incarnation: 1, reason: 'killed' })
  expect(types()).toEqual(['bound', 'ready'])
  expect(asked).toEqual([
    ['b/0', false],
    ['b/0', true],
  ])
  await receive({ type: 'wire', ...SOCKETS })
  expect(types()).toEqual(['bound', 'ready'])
})

it('is ready again after each wiring, and reports new ports', async () => {
  const { loop, sent, dataPlane, receive, types } = openLoop()
  dataPlane.absentPeers = []
  loop.setUp()
  await receive({ type: 'wire', ...SOCKETS })
  dataPlane.wired = { ports: [1, 8], isNew: true }
  await receive({ type: 'wire', ...SOCKETS })
  expect(types()).toEqual(['bound', 'ready', 'ready', 'bound', 'ready'])
  expect(sent[3]).toMatchObject({ ports: [1, 8] })
})

it('handles messages one after the other, in order', async () => {
  const { asked, receive } = openLoop()
  const stillOpen = { type: 'open', below: 4, requests: [2] } as const
  await receive({ type: 'wire', ...SOCKETS }, { type: 'cancel', requests: [3] }, stillOpen, { type: 'stop' })
  expect(asked).toEqual(['wire', ['cancel', [3]], ['abort', [3]], ['open', stillOpen], 'stop'])
})

it('answers `leaving` once the peer has settled everything, unless the peer stays after all', async () => {
  const { loop, asked, sent, dataPlane, receive } = openLoop()
  const left = () => sent.flatMap((message) => (message.type === 'left' ? message.peer : []))
  for (const peer of ['b/0', 'b/1']) await receive({ type: 'leaving', peer, incarnation: 3 })
  await receive({ type: 'leaving', peer: 'b/1', incarnation: 0 })
  expect([asked, left()]).toEqual([
    [
      ['b/0', 3],
      ['b/1', 3],
      ['b/1', 0],
    ],
    [],
  ])
  dataPlane.isSettled = true
  for (let time = 0; time < 2; time++) loop.progress()
  expect(left()).toEqual(['b/0'])
})

it('says that the Flow knows that the Pea itself is leaving', async () => {
  const { asked, sent, receive } = openLoop()
  await receive({ type: 'leaving', peer: 'a/0', incarnation: 1 })
  expect([asked, sent.length]).toEqual([['leaving'], 1])
})

it('answers `drain` once it is idle, and `pause` once the Pod has settled everything', async () => {
  const { loop, asked, dataPlane, receive, types } = openLoop()
  await receive({ type: 'drain' }, { type: 'pause', to: 'b' })
  expect(types()).toEqual(['bound'])
  dataPlane.isIdle = dataPlane.isSettled = true
  loop.progress()
  loop.progress()
  expect(types()).toEqual(['bound', 'idle', 'paused'])
  expect(asked).toEqual([['pause', 'b'], 'flushAll'])
})

it('answers `ping` with its status', async () => {
  const { sent, receive } = openLoop()
  await receive({ type: 'ping' }, { type: 'drain' }, { type: 'ping' })
  const states = sent.flatMap((one) => (one.type === 'status' ? [one.status] : []))
  expect(states).toMatchObject([{ pea: 'a/0', state: 'starting', served: 4, held: 2 }, { state: 'draining' }])
})

it('cannot go on when a port cannot be opened', async () => {
  const { dataPlane, fatal, receive } = openLoop()
  dataPlane.wired = { ports: [], isNew: false }
  await receive({ type: 'wire', ...SOCKETS })
  expect(fatal.map(String)).toEqual(['Error: port 9 is taken'])
})

it('answers what it holds of the attempts that it is asked about', async () => {
  const { receive, sent } = openLoop()
  await receive({ type: 'reconcile', question: 3, requests: [7, 9], attempts: [0, 2] })
  expect(sent.at(-1)).toEqual({ type: 'holding', pea: 'a/0', question: 3, holding: [{ at: 'call', requests: [7, 9] }] })
})

it('reports the ports that are open now on each further connection', async () => {
  const { loop, sent, dataPlane, receive, reconnect } = openLoop()
  dataPlane.absentPeers = []
  loop.setUp()
  reconnect()
  expect(sent.at(-1)).toMatchObject({ type: 'bound', ports: [7], reconnected: true })
  dataPlane.wired = { ports: [1, 8], isNew: true }
  await receive({ type: 'wire', ...SOCKETS })
  expect(sent.at(-2)).not.toHaveProperty('reconnected')
  reconnect()
  expect(sent.at(-1)).toMatchObject({ type: 'bound', ports: [1, 8], reconnected: true })
})

it('cancels attempts, suspends and resumes, and resumes everything once it has connected again', async () => {
  const { asked, receive, reconnect } = openLoop()
  await receive(
    { type: 'cancel', requests: [3], attempts: [1] },
    { type: 'suspend', requests: [4] },
    { type: 'resume', requests: [4] },
  )
  reconnect()
  expect(asked).toEqual([['cancel', [3], [1]], ['abort', [3]], ['suspend', [4]], ['resume', [4]], 'resume all'])
})
