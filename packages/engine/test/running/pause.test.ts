import type { FlowPlan } from '@peaflow/core'
import { expect, it } from 'vitest'
import { applyPlan } from '../../src/running/scale.ts'
import { FakeFlow, type FakeFlowOptions, settle } from '../fake-flow.ts'
import { headedPlan, never, planOf, receiversOf } from './scaled.ts'

it.each([
  ['at its senders', 1, 'a/0', 'b', 'b/0'],
  ['at the gateway if it joins', 2, 'gateway', 'a', 'c/0'],
] as const)(
  'holds the messages for a Pod that gets a head %s, until none is left',
  async (_name, needs, at, to, last) => {
    const flow = new FakeFlow(headedPlan(1, needs), { ignores: (pea, { type }) => pea === last && type === 'drain' })
    const gateway = await flow.start()
    const before = flow.sentTo('a/0', 'wire').length
    const after = headedPlan(2, needs)
    const scaled = applyPlan({ supervisor: flow.supervisor, gateway, pod: 'b', after, signal: never })
    await settle()
    const pauses = flow.sent.flatMap(({ pea, message }) => (message.type === 'pause' ? `${pea} ${message.to}` : []))
    expect(pauses).toEqual([`${at} ${to}`])
    expect(flow.sentTo('a/0', 'wire')).toHaveLength(before)
    flow.report({ type: 'idle', pea: last })
    await scaled
    expect(receiversOf(flow)).toEqual(['b/head'])
    expect(flow.sentTo(at, 'wire').length).toBeGreaterThan(1)
    expect([...flow.supervisor.peas.values()].filter(({ pauses }) => pauses.size > 0)).toEqual([])
  },
)

const noReplica: FakeFlowOptions = {
  failLaunch: ({ id }) => (id === 'b/1' ? Object.assign(new Error('none'), { code: 'LAUNCH_NONE' }) : undefined),
}
const neverDrained: FakeFlowOptions = { ignores: (_, { type }) => type === 'drain' }

const failures: [name: string, code: string, planOf: (replicas: number) => FlowPlan, options: FakeFlowOptions][] = [
  ['a new Pea cannot be launched', 'LAUNCH_NONE', planOf, noReplica],
  ['a new Pea of a Pod with a head cannot be launched', 'LAUNCH_NONE', (count) => headedPlan(count, 1), noReplica],
  ['requests take too long', 'LAUNCH_NOT_DRAINED', (count) => headedPlan(count, 1), neverDrained],
  [
    'requests take too long on their way to a join',
    'LAUNCH_NOT_DRAINED',
    (count) => headedPlan(count, 2),
    neverDrained,
  ],
]

it.each(failures)('goes back to the plan before if %s', async (_name, code, plan, options) => {
  const before = plan(1)
  const flow = new FakeFlow({ ...before, options: { ...before.options, timeoutRequest: -4_990 } }, options)
  const gateway = await flow.start()
  const started = flow.supervisor.plan
  const scaled = applyPlan({ supervisor: flow.supervisor, gateway, pod: 'b', after: plan(2), signal: never })
  await expect(scaled).rejects.toMatchObject({ code })
  expect(flow.supervisor.plan).toBe(started)
  expect([flow.processOf('b/1'), flow.processOf('b/head')]).toEqual([undefined, undefined])
  expect(receiversOf(flow)).toEqual(['b/0'])
  const held = [...flow.supervisor.peas.values()].filter(({ pauses }) => pauses.size > 0)
  expect(held.map(({ id }) => id)).toEqual([])
})

it.each([1, 2] as const)(
  'goes back at once if a new head ends before it is ready, in a Pod that needs %d',
  async (needs) => {
    const flow = new FakeFlow(headedPlan(1, needs), {
      ignores: (pea, { type }) => pea === 'b/head' && type === 'wire',
    })
    const gateway = await flow.start()
    const after = headedPlan(2, needs)
    const scaled = applyPlan({ supervisor: flow.supervisor, gateway, pod: 'b', after, signal: never })
    await settle()
    flow.processOf('b/head')?.exit(0)
    await expect(scaled).rejects.toMatchObject({ code: 'LAUNCH_PEA_EXITED' })
    expect(receiversOf(flow)).toEqual(['b/0'])
    expect([...flow.supervisor.peas.keys()].toSorted()).toEqual(['a/0', 'b/0', 'c/0', 'gateway'])
  },
)

it('lets a Pea stop whose new head has ended, while it goes back', async () => {
  let isBack = false
  const flow = new FakeFlow(headedPlan(1, 1), {
    ignores: (pea, { type }) => pea === 'b/head' || (isBack && type === 'pause'),
  })
  const gateway = await flow.start()
  const after = headedPlan(2, 1)
  const scaled = applyPlan({ supervisor: flow.supervisor, gateway, pod: 'b', after, signal: never })
  await settle()
  isBack = true
  const head = flow.supervisor.peas.get('b/head')
  flow.processOf('b/head')?.exit(0)
  await expect(head?.ready).rejects.toMatchObject({ code: 'LAUNCH_PEA_EXITED' })
  await settle()
  flow.report({ type: 'leaving', pea: 'b/0', incarnation: 1 })
  await settle()
  expect(flow.sentTo('b/0', 'stop')).toHaveLength(1)
  flow.report({ type: 'paused', pea: 'a/0', to: 'b' })
  await expect(scaled).rejects.toMatchObject({ code: 'LAUNCH_PEA_EXITED' })
})

it.each([
  ['goes back to the plan before', 'bound'],
  ['stays with the new plan, whose Peas are drained too,', 'ready'],
] as const)('%s if the Flow is stopped while it waits until a new Pea is %s', async (_name, awaited) => {
  const flow = new FakeFlow(planOf(1), {
    isSilent: ({ id }) => awaited === 'bound' && id === 'b/1',
    ignores: (pea, { type }) => pea === 'b/1' && type === 'wire',
  })
  const gateway = await flow.start()
  const [before, after] = [flow.supervisor.plan, planOf(2)]
  const controller = new AbortController()
  const scaled = applyPlan({ supervisor: flow.supervisor, gateway, pod: 'b', after, signal: controller.signal })
  await settle()
  controller.abort()
  await expect(scaled).rejects.toMatchObject({ code: 'LAUNCH_STOPPING' })
  expect(flow.supervisor.plan).toBe(awaited === 'bound' ? before : after)
  expect(flow.processOf('b/1') !== undefined).toBe(awaited === 'ready')
})
