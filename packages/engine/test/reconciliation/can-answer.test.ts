import type { FlowPlan } from '@peaflow/core'
import { buildFlow, Flow } from '@peaflow/flow'
import type { Holding } from '@peaflow/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { peaLayers } from '../../src/plan/layers.ts'
import { answerCheck } from '../../src/reconciliation/can-answer.ts'
import { Simulation } from './simulation.ts'

const pods = fc.array(
  fc.record({
    needs: fc.array(fc.nat(), { maxLength: 3 }),
    replicas: fc.integer({ min: 1, max: 3 }),
    polling: fc.constantFrom('any' as const, 'all' as const),
  }),
  { minLength: 1, maxLength: 5 },
)
const optimize = fc.constantFrom('none' as const, 'ignore_gateway' as const, 'full' as const)

/** A random Flow, planned. */
const plans = fc.tuple(pods, optimize).map(([list, level]): FlowPlan => {
  const flow = list.reduce((built, { needs, replicas, polling }, index) => {
    const names = ['gateway', ...list.slice(0, index).map((_, before) => `p${before}`)]
    const chosen = [...new Set(needs.map((need) => names[need % names.length] ?? 'gateway'))]
    const own = chosen.length === 0 ? {} : { needs: chosen }
    return built.add({ name: `p${index}`, replicas, polling, ...own })
  }, new Flow())
  return buildFlow(flow, { optimize: level })
})

interface Past {
  readonly steps: readonly number[]
  readonly deaths: readonly number[]
}

/** What happens: so many steps, then these Peas die at once; several times. */
const history = fc.array(
  fc.record({
    steps: fc.array(fc.nat(), { maxLength: 40 }),
    deaths: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 3 },
)

const asked = { request: 0, endpoint: '/' }

function live(plan: FlowPlan, past: readonly Past[]): Simulation {
  const simulation = new Simulation(plan)
  const peas = plan.peas.filter(({ role }) => role !== 'gateway')
  for (const { steps, deaths } of past) {
    for (const choice of steps) simulation.step(choice)
    for (const death of deaths) simulation.kill(peas[death % peas.length]?.id ?? '')
  }
  return simulation
}

/** Takes steps until none is left. */
function finish(simulation: Simulation, choices: readonly number[]): void {
  for (let index = 0; simulation.step(choices[index % Math.max(1, choices.length)] ?? 0); index += 1) {
    if (index > 10_000) throw new Error('the simulation does not end')
  }
}

const chain = buildFlow(new Flow().add({ name: 'a' }).add({ name: 'b', replicas: 2 }).add({ name: 'c' }), {
  optimize: 'none',
})
const shards = buildFlow(
  new Flow().add({ name: 'b', replicas: 2, polling: { '/all': 'all', default: 'any' } }).add({ name: 'c' }),
  { optimize: 'none' },
)
const requests = [0]
const over = { at: 'over', requests } as const
const call = { at: 'call', requests } as const
const link = (to: string, ...peers: string[]) => ({ at: 'link', to, edge: 0, peers, requests }) as const
const shard = (number: number) => ({ at: 'join', edge: 0, shard: number, requests }) as const

const cases: [what: string, FlowPlan, endpoint: string, Record<string, Holding[]>, comes: boolean][] = [
  ['no Pea holds anything', chain, '/', {}, false],
  ['the gateway is yet to send it', chain, '/', { gateway: [link('a', 'a/0')] }, true],
  [
    'the gateway does not know yet that it has been passed on',
    chain,
    '/',
    { gateway: [link('a', 'a/0')], 'a/0': [over] },
    false,
  ],
  ['a replica is called', chain, '/', { 'a/0': [over], 'b/head': [over], 'b/1': [call] }, true],
  [
    'a replica has passed it on, and the head sends it to the other',
    chain,
    '/',
    { 'b/head': [over, link('b', 'b/1')], 'b/0': [over] },
    false,
  ],
  ['a replica has passed it on, and the other is called', chain, '/', { 'b/0': [over], 'b/1': [call] }, true],
  ['it is on its way to the gateway', chain, '/', { 'c/0': [over, link('gateway', 'gateway')] }, true],
  ['both shards have arrived or are called', shards, '/all', { 'b/tail': [shard(0)], 'b/1': [call] }, true],
  ['one shard is nowhere', shards, '/all', { 'b/tail': [shard(1)] }, false],
  [
    'one shard was passed on and lost, and the head does not know yet',
    shards,
    '/all',
    { 'b/tail': [shard(1)], 'b/0': [over], 'b/head': [over, link('b', 'b/0')] },
    false,
  ],
  ['the head is yet to send both shards', shards, '/all', { 'b/head': [over, link('b', 'b/0', 'b/1')] }, true],
  ['another request is held', chain, '/', { 'a/0': [{ at: 'call', requests: [1] }] }, false],
]

describe('whether an answer can still come', () => {
  it.each(cases)('%s', (_what, plan, endpoint, reported, comes) => {
    expect(answerCheck(plan, new Map(Object.entries(reported)))({ request: 0, endpoint })).toBe(comes)
  })

  it('is yes exactly if it comes, when the Peas stand still while they are asked', () => {
    fc.assert(
      fc.property(plans, history, fc.array(fc.nat()), (plan, past, choices) => {
        const simulation = live(plan, past)
        const reported = new Map(plan.peas.map(({ id }) => [id, simulation.holding(id)]))
        const comes = simulation.isAnswered || answerCheck(plan, reported)(asked)
        finish(simulation, choices)
        expect(comes).toBe(simulation.isAnswered)
      }),
      { numRuns: 400 },
    )
  })

  it('is yes exactly if it comes, when messages move while the Peas are asked layer by layer', () => {
    fc.assert(
      fc.property(plans, history, fc.array(fc.nat(), { minLength: 1 }), fc.nat(6), (plan, past, choices, pace) => {
        const simulation = live(plan, past)
        const reported = new Map<string, Holding[]>()
        let next = 0
        for (const layer of [['gateway'], ...peaLayers(plan), ['gateway']]) {
          for (const id of layer) {
            for (let steps = 0; steps < pace; steps += 1) simulation.step(choices[next++ % choices.length] ?? 0)
            const sent = (reported.get(id) ?? []).filter(({ at }) => at === 'link')
            reported.set(id, [...sent, ...simulation.holding(id)])
          }
        }
        const comes = simulation.isAnswered || answerCheck(plan, reported)(asked)
        finish(simulation, choices)
        expect(comes).toBe(simulation.isAnswered)
      }),
      { numRuns: 400 },
    )
  })
})
