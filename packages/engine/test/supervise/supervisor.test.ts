import { PROTOCOL } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { isLate } from '../../src/supervise/state.ts'
import { FakeFlow, NO_PROOF, settle } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const plan = sketchPlan([
  { id: 'a/0', to: ['b/0', 'b/1'] },
  { id: 'b/0', to: ['c/0'] },
  { id: 'b/1', to: ['c/0'] },
  { id: 'c/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

/** The Peas that should have been ready by now. */
function lateOf({ supervisor }: FakeFlow): readonly string[] {
  return [...supervisor.peas.values()].filter(({ state }) => isLate(state, performance.now())).map(({ id }) => id)
}

/** The same plan, in which nothing is restarted. */
const fragile = {
  ...plan,
  peas: plan.peas.map((pea) => ({ ...pea, restart: { policy: 'never', max: 0, window: 60_000 } as const })),
}

it('starts every Pea, and sends each the ports that its peers have opened', async () => {
  const flow = new FakeFlow(plan)
  await flow.start()
  expect(flow.historyOf('b/0')).toEqual(['pea-launched 1', 'pea-ready 1'])
  const [wire] = flow.sentTo('b/0', 'wire')
  const dialled = [...(wire?.inputs ?? []), ...(wire?.outputs ?? [])].map(({ port }) => port)
  // a/0 binds for both replicas behind its input, c/0 for both before it.
  expect(dialled).toEqual([flow.ports.get('a/0')?.[1], flow.ports.get('c/0')?.[0]])
  expect(lateOf(flow)).toEqual([])
})

it('launches a Pea again that ends, tells its senders, and wires its peers to its new ports', async () => {
  const flow = new FakeFlow(plan)
  await flow.start()
  flow.processOf('c/0')?.exit(7)
  await settle()
  expect(flow.historyOf('c/0')).toEqual([
    ...['pea-launched 1', 'pea-ready 1', 'pea-exited 1'],
    ...['pea-launched 2', 'pea-ready 2', 'pea-restarted 2'],
  ])
  const gone = { type: 'gone', peer: 'c/0', incarnation: 1, reason: 'exit code 7' }
  expect(['a/0', 'b/0', 'b/1', 'gateway'].map((pea) => flow.sentTo(pea, 'gone'))).toEqual([[], [gone], [gone], []])
  expect(flow.sentTo('b/1', 'wire').at(-1)?.outputs[0]?.port).toBe(flow.ports.get('c/0')?.[0])
})

it('tells every peer that a Pea is lost, and tells it again to one that starts later', async () => {
  const flow = new FakeFlow({
    ...plan,
    peas: plan.peas.map((pea) => fragile.peas.find(({ id }) => id === pea.id && id === 'b/0') ?? pea),
  })
  await flow.start()
  flow.processOf('b/0')?.exit(1)
  await settle()
  const reason = 'it ended and is not started again (restart: never): exit code 1'
  const lost = { type: 'lost', peer: 'b/0', incarnation: 1, reason }
  expect(flow.historyOf('b/0').at(-1)).toBe('pea-lost')
  expect([flow.sentTo('a/0', 'lost'), flow.sentTo('c/0', 'lost')]).toEqual([[lost], [lost]])
  expect(flow.sentTo('b/1', 'lost')).toEqual([])
  flow.processOf('a/0')?.exit(1)
  await settle()
  expect(flow.sentTo('a/0', 'lost')).toEqual([lost, lost])
  expect(flow.historyOf('a/0').at(-1)).toBe('pea-restarted 2')
})

it('wires a Pea that waited for the port of another when that is lost', async () => {
  const restart = { policy: 'on_failure', max: 1, window: 60_000 } as const
  const brittle = { ...plan, peas: plan.peas.map((pea) => (pea.id === 'c/0' ? { ...pea, restart } : pea)) }
  const flow = new FakeFlow(brittle, { isSilent: ({ id, incarnation }) => id === 'c/0' && incarnation === 2 })
  await flow.start()
  flow.processOf('c/0')?.exit(1)
  await settle()
  flow.processOf('b/0')?.exit(1)
  await settle()
  expect(flow.supervisor.peas.get('b/0')?.state.phase).toBe('starting')
  flow.processOf('c/0')?.exit(1)
  await settle()
  expect(flow.historyOf('c/0').at(-1)).toBe('pea-lost')
  expect(flow.historyOf('b/0').at(-1)).toBe('pea-restarted 2')
})

it('ends a Pea in which a call is stuck, and says why', async () => {
  const flow = new FakeFlow(plan)
  await flow.start()
  flow.report({ type: 'stuck', pea: 'a/0', peer: 'b/0', incarnation: 9 })
  flow.report({ type: 'stuck', pea: 'a/0', peer: 'b/0', incarnation: 1 })
  await settle()
  expect(flow.sentTo('a/0', 'gone')).toMatchObject([{ reason: 'a call ran past its time limit, so it was ended' }])
  expect(flow.historyOf('b/0').at(-1)).toBe('pea-restarted 2')
})

it('ignores what an earlier incarnation reports', async () => {
  const flow = new FakeFlow(plan, { isSilent: ({ incarnation }) => incarnation === 2 })
  await flow.start()
  flow.processOf('b/0')?.exit(1)
  await settle()
  flow.report({ type: 'bound', pea: 'b/0', incarnation: 1, protocol: PROTOCOL, ports: [1, 2], proof: NO_PROOF })
  flow.report({ type: 'ready', pea: 'b/0', incarnation: 1 })
  await settle()
  expect(flow.supervisor.peas.get('b/0')?.state).toMatchObject({ phase: 'starting', open: undefined })
})

it('acts on no message that is not of a Pea', async () => {
  const flow = new FakeFlow(plan)
  const decoded: unknown = { type: 'drain' }
  expect(() => flow.report(decoded as never)).not.toThrow()
  expect(() => flow.report({ type: 'ended', pea: 'x/0', code: 1 })).not.toThrow()
  expect(() => flow.report({ type: 'idle', pea: 'x/0' })).not.toThrow()
})

it('gives up a start in which a Pea is not ready in time, and knows which one', async () => {
  const hurried = { ...plan, peas: plan.peas.map((pea) => ({ ...pea, timeoutReady: pea.id === 'b/0' ? 20 : 10_000 })) }
  const flow = new FakeFlow(hurried, { isSilent: ({ id }) => id === 'b/0' })
  await expect(flow.start()).rejects.toMatchObject({
    code: 'LAUNCH_NOT_READY',
    message: 'not ready in time: "b/0" (0.02 s)\nb/0: wrote nothing',
  })
  expect(lateOf(flow)).toEqual(['b/0'])
})

it('lets a Pea that waits for a slow peer take as long as that peer may', async () => {
  const hurried = { ...plan, peas: plan.peas.map((pea) => ({ ...pea, timeoutReady: pea.id === 'b/0' ? 10_000 : 20 })) }
  const flow = new FakeFlow(hurried, { isSilent: ({ id }) => id === 'b/0' })
  const started = flow.start()
  await new Promise((resolve) => setTimeout(resolve, 60))
  flow.report({ type: 'bound', pea: 'b/0', incarnation: 1, protocol: PROTOCOL, ports: [0, 0], proof: NO_PROOF })
  await started
  expect(flow.events.filter(({ type }) => type === 'pea-exited')).toEqual([])
})

it('stops Peas within the grace period and forgets them', async () => {
  const flow = new FakeFlow(plan)
  await flow.start()
  const [process] = flow.processes
  await flow.supervisor.stop([...flow.supervisor.peas.values()], { grace: 300 })
  expect(process?.stops).toEqual([300])
  expect(flow.supervisor.peas.size).toBe(0)
  expect(flow.events.filter((event) => event.type === 'pea-exited' && event.expected)).toHaveLength(4)
})

it('does not launch a Pea again that is stopped by the listener of its end', async () => {
  const flow = new FakeFlow(plan)
  await flow.start()
  const pea = flow.supervisor.peas.get('b/0')
  const push = flow.events.push.bind(flow.events)
  let stopped: Promise<void> | undefined
  flow.events.push = (event) => {
    if (event.type === 'pea-exited') stopped ??= flow.supervisor.stop(pea === undefined ? [] : [pea], { grace: 0 })
    return push(event)
  }
  flow.processOf('b/0')?.exit(1)
  await settle()
  await stopped
  expect(flow.processOf('b/0')).toBeUndefined()
})
