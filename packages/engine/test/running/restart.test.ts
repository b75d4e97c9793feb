import { describe, expect, it } from 'vitest'
import { restartPod } from '../../src/running/restart.ts'
import type { SupervisedPea } from '../../src/supervise/supervised-pea.ts'
import { FakeFlow, type FakeFlowOptions, settle } from '../fake-flow.ts'
import { never, phasesOf, planOf } from './scaled.ts'

async function open(options?: FakeFlowOptions, replicas = 2) {
  const flow = new FakeFlow(planOf(replicas), options)
  await flow.start()
  return flow
}

function partsOf({ supervisor }: FakeFlow) {
  return { supervisor, gateway: supervisor.peas.get('gateway') as SupervisedPea }
}

const livesOf = (flow: FakeFlow) =>
  flow.events.flatMap((event) => (event.type === 'pea-ready' ? `${event.pea} ${event.incarnation}` : []))

it('restarts one Pea after another: the next one once the new one is ready', async () => {
  let isWaiting = false
  const flow = await open({ ignores: (pea, { type }) => pea === 'b/0' && type === 'wire' && isWaiting })
  isWaiting = true
  const restarted = restartPod({ ...partsOf(flow), pod: 'b', signal: never })
  await settle()
  expect(phasesOf(flow)).toMatchObject({ 'b/0': 'starting', 'b/1': 'ready' })
  expect(flow.sentTo('a/0', 'leaving')).toEqual([{ type: 'leaving', peer: 'b/0', incarnation: 1 }])
  isWaiting = false
  flow.report({ type: 'ready', pea: 'b/0', incarnation: 2 })
  await restarted
  expect(livesOf(flow).slice(-2)).toEqual(['b/0 2', 'b/1 2'])
  expect(flow.sentTo('a/0', 'gone').map(({ peer, incarnation }) => [peer, incarnation])).toEqual([
    ['b/0', 1],
    ['b/1', 1],
  ])
  expect([...flow.supervisor.peas.values()].map(({ state }) => state.restarts.count)).toEqual(Array(5).fill(0))
})

it('asks a Pea to end only once its senders have nothing there and it is idle', async () => {
  const flow = await open({ ignores: (_, { type }) => type === 'leaving' || type === 'drain' }, 1)
  const restarted = restartPod({ ...partsOf(flow), pod: 'b', signal: never })
  await settle()
  flow.report({ type: 'left', pea: 'a/0', peer: 'b/0' })
  await settle()
  expect(flow.processOf('b/0')?.stops).toEqual([])
  flow.report({ type: 'idle', pea: 'b/0' })
  await restarted
  expect(livesOf(flow).at(-1)).toBe('b/0 2')
})

it('does not restart a Pea twice that dies while it leaves, and counts that death', async () => {
  const flow = await open({ ignores: (_, { type }) => type === 'leaving' }, 1)
  const restarted = restartPod({ ...partsOf(flow), pod: 'b', signal: never })
  flow.processOf('b/0')?.exit(1)
  await settle()
  flow.report({ type: 'left', pea: 'a/0', peer: 'b/0' })
  await restarted
  expect(livesOf(flow).filter((life) => life.startsWith('b/0'))).toEqual(['b/0 1', 'b/0 2'])
  expect(flow.supervisor.peas.get('b/0')?.state.restarts.count).toBe(1)
})

it('is through once a Pea that dies while it leaves is ready again, however busy its next life is', async () => {
  const flow = await open({ ignores: (_, { type }) => type === 'drain' }, 1)
  const restarted = restartPod({ ...partsOf(flow), pod: 'b', signal: never })
  await settle()
  flow.processOf('b/0')?.exit(1)
  await restarted
  expect(livesOf(flow).filter((life) => life.startsWith('b/0'))).toEqual(['b/0 1', 'b/0 2'])
})

it('launches a Pea again that is lost while it leaves', async () => {
  const plan = planOf(1)
  const restart = { policy: 'never', max: 0, window: 1 } as const
  const ignores: FakeFlowOptions['ignores'] = (_, { type }) => type === 'leaving'
  const flow = new FakeFlow({ ...plan, peas: plan.peas.map((pea) => ({ ...pea, restart })) }, { ignores })
  await flow.start()
  const restarted = restartPod({ ...partsOf(flow), pod: 'b', signal: never })
  flow.processOf('b/0')?.exit(1)
  await restarted
  expect(phasesOf(flow)).toMatchObject({ 'b/0': 'ready' })
})

it('waits for a Pea that is starting again already', async () => {
  let isWaiting = false
  const flow = await open({ ignores: (pea, { type }) => pea === 'b/0' && type === 'wire' && isWaiting }, 1)
  isWaiting = true
  flow.processOf('b/0')?.exit(1)
  await settle()
  const restarted = restartPod({ ...partsOf(flow), pod: 'b', signal: never })
  await settle()
  expect(phasesOf(flow)).toMatchObject({ 'b/0': 'starting' })
  flow.report({ type: 'ready', pea: 'b/0', incarnation: 2 })
  await restarted
  expect(flow.sentTo('a/0', 'leaving')).toEqual([])
})

it('rejects with the error of a new Pea that is not ready, names it, and leaves the Peas after it as they are', async () => {
  let isBroken = false
  const failLaunch: FakeFlowOptions['failLaunch'] = () => (isBroken ? new Error('no memory') : undefined)
  const flow = await open({ failLaunch })
  isBroken = true
  const restarted = restartPod({ ...partsOf(flow), pod: 'b', signal: never })
  await expect(restarted).rejects.toThrow('no memory')
  isBroken = false
  expect(phasesOf(flow)).toMatchObject({ 'b/1': 'ready' })
})

it('launches a Pea that was lost', async () => {
  const plan = planOf(1)
  const restart = { policy: 'never', max: 0, window: 1 } as const
  const flow = new FakeFlow({ ...plan, peas: plan.peas.map((pea) => ({ ...pea, restart })) })
  await flow.start()
  flow.processOf('b/0')?.exit(1)
  await settle()
  expect(phasesOf(flow)).toMatchObject({ 'b/0': 'lost' })
  await restartPod({ ...partsOf(flow), pod: 'b', signal: never })
  expect(phasesOf(flow)).toMatchObject({ 'b/0': 'ready' })
  await flow.supervisor.stop([...flow.supervisor.peas.values()])
  expect(flow.processes.filter(({ isRunning }) => isRunning)).toEqual([])
})

it('lets a Pea stay that leaves when the Flow is stopped', async () => {
  const flow = await open({ ignores: (_, { type }) => type === 'drain' }, 1)
  const controller = new AbortController()
  const restarted = restartPod({ ...partsOf(flow), pod: 'b', signal: controller.signal })
  await settle()
  controller.abort()
  await expect(restarted).rejects.toMatchObject({ code: 'LAUNCH_STOPPING' })
  expect(flow.sentTo('a/0', 'leaving').map(({ incarnation }) => incarnation)).toEqual([1, 0])
  expect(phasesOf(flow)).toMatchObject({ 'b/0': 'ready' })
})

it('passes on that a Pea leaves by itself, and lets it stop once it holds nothing', async () => {
  const flow = await open({ ignores: (_, { type }) => type === 'drain' })
  flow.report({ type: 'leaving', pea: 'b/0', incarnation: 1 })
  await settle()
  const own = flow.sentTo('b/0', 'leaving')
  expect([own, flow.sentTo('a/0', 'leaving').length, flow.sentTo('b/0', 'stop')]).toEqual([
    [{ type: 'leaving', peer: 'b/0', incarnation: 1 }],
    1,
    [],
  ])
  flow.report({ type: 'idle', pea: 'b/0' })
  await settle()
  expect(flow.sentTo('b/0', 'stop')).toHaveLength(1)
  flow.report({ type: 'leaving', pea: 'b/1', incarnation: 7 })
  flow.report({ type: 'leaving', pea: 'x/1', incarnation: 1 })
  await settle()
  expect(flow.sentTo('a/0', 'leaving')).toHaveLength(1)
})

it('tells a Pea at once to stop that the Flow has asked to end', async () => {
  const flow = await open()
  const pea = flow.supervisor.peas.get('b/0')
  pea?.apply({ type: 'stop', grace: 60_000 })
  expect(flow.sentTo('b/0', 'stop')).toHaveLength(1)
  flow.report({ type: 'leaving', pea: 'b/0', incarnation: 1 })
  expect([flow.sentTo('b/0', 'stop').length, flow.sentTo('a/0', 'leaving').length]).toEqual([2, 0])
})

describe('a Pea that joins', () => {
  const joining = (replicas: number) => {
    const plan = planOf(replicas)
    return { ...plan, peas: plan.peas.map((pea) => (pea.pod === 'c' ? { ...pea, expects: 2 } : pea)) }
  }

  it('is restarted once no request is in flight', async () => {
    const flow = new FakeFlow(joining(2), { ignores: (pea, { type }) => pea === 'b/1' && type === 'drain' })
    await flow.start()
    const restarted = restartPod({ ...partsOf(flow), pod: 'c', signal: never })
    await settle()
    expect([flow.sentTo('gateway', 'pause').length, flow.processOf('c/0')?.stops]).toEqual([1, []])
    flow.report({ type: 'idle', pea: 'b/1' })
    await restarted
    expect(livesOf(flow).at(-1)).toBe('c/0 2')
    expect([
      partsOf(flow).gateway.pauses.size,
      flow.sent.findLast(({ pea }) => pea === 'gateway')?.message.type,
    ]).toEqual([0, 'wire'])
  })

  it('is not restarted if requests take too long, and they go on', async () => {
    const plan = joining(1)
    const options = { ...plan.options, timeoutRequest: -4_990 }
    const flow = new FakeFlow({ ...plan, options }, { ignores: (_, { type }) => type === 'drain' })
    await flow.start()
    const restarted = restartPod({ ...partsOf(flow), pod: 'c', signal: never })
    await expect(restarted).rejects.toMatchObject({ code: 'LAUNCH_NOT_DRAINED' })
    expect([partsOf(flow).gateway.pauses.size, flow.processOf('c/0')?.stops]).toEqual([0, []])
  })

  it('stops as it is when it was asked to by something else', async () => {
    const flow = new FakeFlow(joining(1))
    await flow.start()
    flow.report({ type: 'leaving', pea: 'c/0', incarnation: 1 })
    expect([flow.sentTo('c/0', 'stop').length, flow.sentTo('b/0', 'leaving')]).toEqual([1, []])
  })
})
