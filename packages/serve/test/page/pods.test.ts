import { describe, expect, it } from 'vitest'
import { pageModule } from './module.ts'

const { INITIAL } = await pageModule('model/state.js')
const { groupsOf, rateInto, viewPods } = await pageModule('model/pods.js')
const { toWaterfall } = await pageModule('model/waterfall.js')

const plan = {
  flow: 'search',
  pods: [
    { name: 'a', needs: ['gateway'], peas: ['a/0', 'a/1'], options: {} },
    { name: 'b', needs: ['a'], peas: ['b/head', 'b/0', 'b/1', 'b/tail'], options: { polling: 'all' } },
    { name: 'c', needs: ['a'], peas: ['c/0'], options: {} },
    { name: 'd', needs: ['b', 'c'], peas: ['d/0'], options: {} },
    { name: 'e', needs: ['d'], peas: ['d/0'], options: {} },
    { name: 'gateway', needs: ['e'], peas: ['gateway'], options: {} },
  ],
  peas: ['a/0', 'a/1', 'b/head', 'b/0', 'b/1', 'b/tail', 'c/0', 'd/0'].map((id) => ({
    id,
    pod: id.split('/')[0],
    role: /head|tail/.exec(id)?.[0] ?? 'replica',
    concurrency: 2,
  })),
}
const pod = (more: object) => ({
  rate: 0,
  passed: 0,
  failed: 0,
  p50: null,
  p99: null,
  waiting: 0,
  running: 0,
  ready: 1,
  of: 1,
  ...more,
})

describe('a Pod', () => {
  const status = {
    pods: { a: { ready: 1, of: 2 }, b: { ready: 0, of: 2 } },
    peas: [
      { id: 'a/0', pod: 'a', phase: 'ready', restarts: 1 },
      { id: 'a/1', pod: 'a', phase: 'pausing', restarts: 2 },
      { id: 'b/head', pod: 'b', phase: 'ready', restarts: 0 },
    ],
  }
  const rates = {
    flow: { rate: 9 },
    pods: { a: pod({ rate: 10, p50: 50, p99: 80, running: 1 }), b: pod({ rate: 20, of: 2 }) },
  }
  const state = { ...INITIAL, plan, status, rates }

  it('shows its Peas, its figures and how busy its ready replicas are', () => {
    const view = viewPods(state, ['a'])
    expect(view).toMatchObject({
      rate: 10,
      p99: 80,
      running: 1,
      restarts: 3,
      health: 'reduced',
      ready: 1,
      of: 2,
      load: 0.5,
    })
    expect(view.replicas.map(({ id }: { id: string }) => id)).toEqual(['a/0', 'a/1'])
    expect(viewPods(state, ['b'])).toMatchObject({ health: 'lost', ends: [{ id: 'b/head' }], load: undefined })
  })

  it('counts short calls as work too, which are seldom seen running', () => {
    const busy = { ...state, rates: { ...rates, pods: { a: pod({ rate: 30, p50: 50 }) } } }
    expect(viewPods(busy, ['a']).load).toBe(0.75)
  })

  it('gets each request once, however many shards call for it', () => {
    expect([rateInto(state, 'a'), rateInto(state, 'b'), rateInto(state, 'gateway/out')]).toEqual([10, 10, 9])
    expect(rateInto(INITIAL, 'a')).toBeUndefined()
  })

  it('gets what it passes on where it calls nothing', () => {
    const passing = { ...state, rates: { ...rates, pods: { a: pod({ passed: 7 }), c: pod({ rate: 3, passed: 2 }) } } }
    expect([rateInto(passing, 'a'), rateInto(passing, 'c')]).toEqual([7, 3])
  })

  it('of a group is one with the others', () => {
    expect(groupsOf(plan)).toEqual([['a'], ['b'], ['c'], ['d', 'e']])
  })
})

describe('a waterfall', () => {
  const spans = [
    { pod: 'a', wait: 1, call: 4 },
    { pod: 'b', wait: 0, call: 20 },
    { pod: 'c', wait: 2, call: 5 },
    { pod: 'd', wait: 0, call: 3 },
  ]
  it('has a Pod begin when all that it needs have ended', () => {
    const { bars, end, whole } = toWaterfall({ ms: 32, spans }, plan)
    expect(bars.map((bar: { pod: string; start: number }) => [bar.pod, bar.start])).toEqual([
      ['a', 0],
      ['b', 5],
      ['c', 5],
      ['d', 25],
    ])
    expect([end, whole]).toEqual([28, 32])
  })

  it('is as long as its bars where they are longer than the request, and has a length', () => {
    expect(toWaterfall({ ms: 10, spans }, plan).whole).toBe(28)
    expect(toWaterfall({ ms: 0, spans: [] }, undefined).whole).toBeGreaterThan(0)
  })

  it('ends for a plan that goes round in a circle', () => {
    const circle = {
      pods: [
        { name: 'a', needs: ['b'] },
        { name: 'b', needs: ['a'] },
      ],
    }
    expect(toWaterfall({ ms: 5, spans }, circle).bars).toHaveLength(4)
  })
})
