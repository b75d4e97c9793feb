import fc from 'fast-check'
import { expect, it } from 'vitest'
import { differ } from '../../src/plan/difference.ts'
import { applyPlan } from '../../src/running/scale.ts'
import { FakeFlow, settle } from '../fake-flow.ts'
import { never, phasesOf, planOf, receiversOf } from './scaled.ts'

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
        await applyPlan({ supervisor: flow.supervisor, gateway, pod: 'b', after, signal: never })
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
      // What an earlier life says or leaves behind is never taken for that of a later one.
      const lives = flow.processes.map(({ spec }) => `${spec.id} ${spec.incarnation}`)
      expect(lives).toEqual([...new Set(lives)])
    }),
    { numRuns: 40 },
  )
})

it('holds nothing where the links between those that stay are the same', async () => {
  await fc.assert(
    fc.asyncProperty(replicas, replicas, async (from, to) => {
      const flow = new FakeFlow(planOf(from))
      const gateway = await flow.start()
      await applyPlan({ supervisor: flow.supervisor, gateway, pod: 'b', after: planOf(to), signal: never })
      expect(flow.sent.filter(({ message }) => message.type === 'pause')).toEqual([])
      const leaving = flow.sentTo('a/0', 'leaving').map(({ peer }) => peer)
      expect(leaving).toEqual(Array.from({ length: Math.max(0, from - to) }, (_, index) => `b/${to + index}`))
      const drained = flow.sent.flatMap(({ pea, message }) => (message.type === 'drain' ? pea : []))
      expect(drained).toEqual(leaving)
    }),
    { numRuns: 30 },
  )
})

it('stops a replica once its senders have nothing there and it is idle, and unlinks it before', async () => {
  const flow = new FakeFlow(planOf(2), { ignores: (_, { type }) => type === 'leaving' || type === 'drain' })
  const gateway = await flow.start()
  const scaled = applyPlan({ supervisor: flow.supervisor, gateway, pod: 'b', after: planOf(1), signal: never })
  await settle()
  expect([flow.sentTo('a/0', 'leaving').length, flow.sentTo('b/1', 'drain').length]).toEqual([1, 0])
  expect(phasesOf(flow)).toMatchObject({ 'b/0': 'ready', 'b/1': 'leaving' })
  flow.report({ type: 'left', pea: 'a/0', peer: 'b/1' })
  await settle()
  expect(flow.sentTo('b/1', 'drain')).toHaveLength(1)
  expect(flow.processOf('b/1')).toBeDefined()
  expect(receiversOf(flow)).toEqual(['b/0', 'b/1'])
  flow.report({ type: 'idle', pea: 'b/1' })
  await scaled
  expect(flow.processOf('b/1')).toBeUndefined()
  expect(receiversOf(flow)).toEqual(['b/0'])
})

it('does not launch a replica again that dies while it leaves, and tells its senders', async () => {
  const flow = new FakeFlow(planOf(2), { ignores: (_, { type }) => type === 'leaving' })
  const gateway = await flow.start()
  const scaled = applyPlan({ supervisor: flow.supervisor, gateway, pod: 'b', after: planOf(1), signal: never })
  flow.processOf('b/1')?.exit(1)
  await settle()
  expect(flow.sentTo('a/0', 'gone')).toMatchObject([{ peer: 'b/1', incarnation: 1 }])
  flow.report({ type: 'left', pea: 'a/0', peer: 'b/1' })
  await scaled
  expect(flow.historyOf('b/1')).toEqual(['pea-launched 1', 'pea-ready 1', 'pea-leaving 1', 'pea-exited 1'])
})

it('tells a sender again that starts meanwhile, and does not wait for one that is lost', async () => {
  const plan = planOf(2)
  const restart = { policy: 'on_failure', max: 1, window: 60_000 } as const
  const fragile = { ...plan, peas: plan.peas.map((pea) => (pea.pod === 'a' ? { ...pea, restart } : pea)) }
  const flow = new FakeFlow(fragile, { ignores: (_, { type }) => type === 'leaving' })
  const gateway = await flow.start()
  const scaled = applyPlan({ supervisor: flow.supervisor, gateway, pod: 'b', after: planOf(1), signal: never })
  flow.processOf('a/0')?.exit(1)
  await settle()
  expect(flow.sentTo('a/0', 'leaving')).toEqual(Array(2).fill({ type: 'leaving', peer: 'b/1', incarnation: 1 }))
  flow.processOf('a/0')?.exit(1)
  await scaled
  expect(flow.supervisor.peas.get('a/0')?.state.phase).toBe('lost')
})

it('does not wait for what a replica holds if the Flow is stopped', async () => {
  const flow = new FakeFlow(planOf(2), { ignores: (_, { type }) => type === 'leaving' })
  const gateway = await flow.start()
  const controller = new AbortController()
  const { signal } = controller
  const scaled = applyPlan({ supervisor: flow.supervisor, gateway, pod: 'b', after: planOf(1), signal })
  await settle()
  controller.abort()
  await expect(scaled).rejects.toMatchObject({ code: 'LAUNCH_STOPPING' })
  expect(flow.processOf('b/1')).toBeDefined()
})
