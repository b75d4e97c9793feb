import type { FlowPlan } from '@peaflow/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { differ } from '../../src/plan/difference.ts'
import { applyPlan } from '../../src/running/scale.ts'
import { FakeFlow, type FakeFlowOptions, settle } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const never = new AbortController().signal

/** A plan with that number of replicas of its middle Pod. */
function planOf(replicas: number): FlowPlan {
  const middle = Array.from({ length: replicas }, (_, index) => `b/${index}`)
  return sketchPlan([
    { id: 'a/0', to: middle },
    ...middle.map((id) => ({ id, to: ['c/0'] })),
    { id: 'c/0', to: ['gateway'] },
    { id: 'gateway', to: ['a/0'] },
  ])
}

const replicas = fc.integer({ min: 1, max: 5 })

it('finds the difference that leads from any number of replicas to any other', () => {
  fc.assert(
    fc.property(replicas, replicas, (from, to) => {
      const [before, after] = [planOf(from), planOf(to)]
      const { added, removed, rewired } = differ({ before, after })
      const old = before.peas.map(({ id }) => id)
      const result = [...old.filter((id) => !removed.includes(id)), ...added]
      expect(result.toSorted()).toEqual(after.peas.map(({ id }) => id).toSorted())
      expect(added.filter((id) => old.includes(id))).toEqual([])
      expect(rewired.length === 0).toBe(from === to)
      expect(rewired.filter((id) => !old.includes(id) || id === 'gateway')).toEqual([])
    }),
  )
})

it('goes from any number of replicas to any other: the Peas are those of the plan, wired to each other', async () => {
  await fc.assert(
    fc.asyncProperty(replicas, fc.array(replicas, { maxLength: 4 }), async (first, others) => {
      const flow = new FakeFlow(planOf(first))
      const gateway = await flow.start()
      for (const count of others) {
        const after = planOf(count)
        await applyPlan({ supervisor: flow.supervisor, gateway, after, signal: never })
        expect(flow.supervisor.plan).toBe(after)
        expect([...flow.supervisor.peas.keys()].toSorted()).toEqual(after.peas.map(({ id }) => id).toSorted())
        const running = flow.processes.filter(({ isRunning }) => isRunning).map(({ spec }) => spec.id)
        expect([...running, 'gateway'].toSorted()).toEqual(after.peas.map(({ id }) => id).toSorted())
        const outputs = flow
          .sentTo('a/0', 'wire')
          .at(-1)
          ?.outputs.flatMap(({ peers }) => peers)
        expect(outputs?.toSorted()).toEqual(after.peas.flatMap(({ id, pod }) => (pod === 'b' ? id : [])).toSorted())
        expect(gateway.pauses.size).toBe(0)
      }
    }),
    { numRuns: 40 },
  )
})

it('changes no sockets before the Flow is drained', async () => {
  const flow = new FakeFlow(planOf(1), { ignores: (pea, { type }) => pea === 'c/0' && type === 'drain' })
  const gateway = await flow.start()
  const before = flow.sentTo('a/0', 'wire').length
  const scaled = applyPlan({ supervisor: flow.supervisor, gateway, after: planOf(2), signal: never })
  await settle()
  expect(flow.sentTo('a/0', 'wire')).toHaveLength(before)
  flow.report({ type: 'idle', pea: 'c/0' })
  await scaled
  expect(flow.sentTo('a/0', 'wire').length).toBeGreaterThan(before)
})

const failures: [name: string, code: string, options: FakeFlowOptions][] = [
  [
    'a new Pea cannot be launched',
    'LAUNCH_NONE',
    { failLaunch: ({ id }) => (id === 'b/1' ? Object.assign(new Error('none'), { code: 'LAUNCH_NONE' }) : undefined) },
  ],
  ['requests take too long', 'LAUNCH_NOT_DRAINED', { ignores: (_, { type }) => type === 'drain' }],
]

it.each(failures)('goes back to the plan before if %s', async (_name, code, options) => {
  const before = planOf(1)
  const flow = new FakeFlow({ ...before, options: { ...before.options, timeoutRequest: -4_990 } }, options)
  const gateway = await flow.start()
  const plan = flow.supervisor.plan
  const scaled = applyPlan({ supervisor: flow.supervisor, gateway, after: planOf(2), signal: never })
  await expect(scaled).rejects.toMatchObject({ code })
  expect(flow.supervisor.plan).toBe(plan)
  expect(flow.processOf('b/1')).toBeUndefined()
  expect(
    flow
      .sentTo('a/0', 'wire')
      .at(-1)
      ?.outputs.flatMap(({ peers }) => peers),
  ).toEqual(['b/0'])
  expect(flow.sentTo('gateway', 'wire').length).toBeGreaterThan(1)
  expect(gateway.pauses.size).toBe(0)
})

it('goes back to the plan before if the Flow is stopped while its Peas are linked again', async () => {
  const flow = new FakeFlow(planOf(1), { ignores: (pea, { type }) => pea === 'b/1' && type === 'wire' })
  const gateway = await flow.start()
  const before = flow.supervisor.plan
  const controller = new AbortController()
  const scaled = applyPlan({ supervisor: flow.supervisor, gateway, after: planOf(2), signal: controller.signal })
  while (flow.supervisor.plan === before) await settle()
  controller.abort()
  await expect(scaled).rejects.toMatchObject({ code: 'LAUNCH_STOPPING' })
  expect(flow.supervisor.plan).toBe(before)
  expect(
    flow
      .sentTo('a/0', 'wire')
      .at(-1)
      ?.outputs.flatMap(({ peers }) => peers),
  ).toEqual(['b/0'])
})

it('goes back to the plan before if the Flow is stopped', async () => {
  const flow = new FakeFlow(planOf(1), { ignores: (_, { type }) => type === 'drain' })
  const gateway = await flow.start()
  const controller = new AbortController()
  const scaled = applyPlan({ supervisor: flow.supervisor, gateway, after: planOf(2), signal: controller.signal })
  await settle()
  controller.abort()
  await expect(scaled).rejects.toMatchObject({ code: 'LAUNCH_STOPPING' })
  expect(flow.processOf('b/1')).toBeUndefined()
})
