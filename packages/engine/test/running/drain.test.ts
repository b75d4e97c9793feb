import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { peaLayers } from '../../src/plan/layers.ts'
import { sendersOf } from '../../src/plan/neighbours.ts'
import { drain, resume } from '../../src/running/drain.ts'
import { FakeFlow, settle } from '../fake-flow.ts'
import { type Sketch, sketchPlan } from '../plan/plans.ts'

const never = new AbortController().signal

const chain = sketchPlan([
  { id: 'a/0', to: ['b/0'] },
  { id: 'b/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

/** Graphs in which each Pea sends to some of those after it, and the gateway to all that have no sender. */
const graphs = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 1, maxLength: 8 }).map((edges) => {
  const ids = edges.map((_, index) => `p${index}/0`)
  const inside = edges.map((targets, index): Sketch => {
    const later = new Set(targets.map((target) => index + 1 + target))
    const to = [...later].flatMap((target) => ids[target] ?? [])
    return { id: `p${index}/0`, to: to.length === 0 ? ['gateway'] : to }
  })
  const received = new Set(inside.flatMap(({ to }) => to))
  return sketchPlan([...inside, { id: 'gateway', to: ids.filter((id) => !received.has(id)) }])
})

describe('the layers of a plan', () => {
  it('have every Pea but the gateway once, after all of its senders', () => {
    fc.assert(
      fc.property(graphs, (plan) => {
        const layers = peaLayers(plan)
        const position = new Map(layers.flatMap((layer, index) => layer.map((id) => [id, index] as const)))
        expect(layers.flat().toSorted()).toEqual(
          plan.peas
            .map(({ id }) => id)
            .filter((id) => id !== 'gateway')
            .toSorted(),
        )
        for (const id of layers.flat()) {
          const senders = sendersOf(plan, id).flatMap((sender) => position.get(sender) ?? [])
          expect(position.get(id)).toBe(Math.max(-1, ...senders) + 1)
        }
      }),
    )
  })
})

describe('drain', () => {
  it('pauses the gateway first, then asks each Pea after all of its senders are idle', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (plan) => {
        const flow = new FakeFlow(plan)
        const gateway = await flow.start()
        const before = flow.sent.length
        expect(await drain({ supervisor: flow.supervisor, gateway, signal: never })).toBe(true)
        const sent = flow.sent.slice(before)
        const pods = new Set(plan.peas.find(({ id }) => id === 'gateway')?.outputs.map(({ to }) => to))
        expect(sent.slice(0, pods.size).map(({ message }) => message.type)).toEqual([...pods].map(() => 'pause'))
        const order = sent.slice(pods.size).map(({ pea }) => pea)
        expect(order.toSorted()).toEqual(peaLayers(plan).flat().toSorted())
        for (const id of order) {
          for (const sender of sendersOf(plan, id)) expect(order.indexOf(sender)).toBeLessThan(order.indexOf(id))
        }
      }),
      { numRuns: 50 },
    )
  })

  it('asks no Pea before its senders have answered', async () => {
    const flow = new FakeFlow(chain, { ignores: (pea, { type }) => pea === 'a/0' && type === 'drain' })
    const gateway = await flow.start()
    const drained = drain({ supervisor: flow.supervisor, gateway, signal: never })
    await settle()
    expect([flow.sentTo('a/0', 'drain').length, flow.sentTo('b/0', 'drain').length]).toEqual([1, 0])
    flow.report({ type: 'idle', pea: 'a/0' })
    expect(await drained).toBe(true)
    expect(flow.sentTo('b/0', 'drain')).toHaveLength(1)
  })

  it('asks no Pea while the gateway still has requests on their way to it', async () => {
    const flow = new FakeFlow(chain, { ignores: (_, { type }) => type === 'pause' })
    const gateway = await flow.start()
    const drained = drain({ supervisor: flow.supervisor, gateway, signal: never })
    await settle()
    expect(flow.sentTo('a/0', 'drain')).toEqual([])
    flow.report({ type: 'paused', pea: 'gateway', to: 'a' })
    expect(await drained).toBe(true)
  })

  it('asks a Pea again that ends meanwhile, once it is ready', async () => {
    let isFirst = true
    const flow = new FakeFlow(chain, { ignores: (pea, { type }) => isFirst && pea === 'a/0' && type === 'drain' })
    const gateway = await flow.start()
    const drained = drain({ supervisor: flow.supervisor, gateway, signal: never })
    await settle()
    isFirst = false
    flow.processOf('a/0')?.exit(1)
    expect(await drained).toBe(true)
    expect(flow.sentTo('a/0', 'drain')).toHaveLength(2)
  })

  it('does not wait for a Pea that is lost, before or meanwhile', async () => {
    const restart = { policy: 'never', max: 0, window: 1 } as const
    const fragile = { ...chain, peas: chain.peas.map((pea) => ({ ...pea, restart })) }
    const flow = new FakeFlow(fragile, { ignores: (_, { type }) => type === 'drain' })
    const gateway = await flow.start()
    flow.processOf('a/0')?.exit(1)
    await settle()
    const drained = drain({ supervisor: flow.supervisor, gateway, signal: never })
    await settle()
    flow.processOf('b/0')?.exit(1)
    expect(await drained).toBe(true)
    expect(flow.sentTo('a/0', 'drain')).toEqual([])
  })

  it('gives up when the signal aborts', async () => {
    const flow = new FakeFlow(chain, { ignores: (_, { type }) => type === 'drain' })
    const gateway = await flow.start()
    const controller = new AbortController()
    const drained = drain({ supervisor: flow.supervisor, gateway, signal: controller.signal })
    await settle()
    controller.abort()
    expect(await drained).toBe(false)
  })

  it('keeps the gateway paused until it is resumed, also when its sockets change', async () => {
    const flow = new FakeFlow(chain)
    const gateway = await flow.start()
    await drain({ supervisor: flow.supervisor, gateway, signal: never })
    const before = flow.sent.length
    flow.processOf('b/0')?.exit(1)
    flow.processOf('a/0')?.exit(1)
    await settle()
    const types = () => flow.sent.slice(before).flatMap(({ pea, message }) => (pea === 'gateway' ? message.type : []))
    expect(types().filter((type) => type === 'pause').length).toBe(types().filter((type) => type === 'wire').length)
    resume(flow.supervisor, gateway)
    expect(types().at(-1)).toBe('wire')
  })
})
