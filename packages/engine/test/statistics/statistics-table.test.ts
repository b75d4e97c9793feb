import type { PeaRole } from '@peaflow/core'
import type { GatewayStatistics } from '@peaflow/pea/internal'
import { HistogramCounter, type PeaStatistics } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isNeverLess } from '../../src/statistics/never-less.ts'
import { StatisticsTable } from '../../src/statistics/statistics-table.ts'
import { FakeFlow } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const NONE = { messages: 0, bytes: 0 }
const gateway: GatewayStatistics = { dropped: 0, queued: [], received: NONE, sent: NONE, endpoints: [] }

/** The statistics of a life after calls of these durations. */
function after(calls: readonly number[], own: Partial<PeaStatistics> = {}): PeaStatistics {
  const call = new HistogramCounter()
  for (const duration of calls) call.add(duration)
  const histogram = call.snapshot()
  const failed = { REQUEST_FAILED: calls.length }
  const endpoint = { endpoint: '/', served: calls.length, failed, wait: histogram, call: histogram }
  return {
    served: calls.length,
    cancelled: 0,
    dropped: 0,
    backlog: 0,
    running: 0,
    queued: [],
    received: { messages: calls.length, bytes: 10 * calls.length },
    sent: NONE,
    endpoints: calls.length === 0 ? [] : [{ ...endpoint, documents: histogram }],
    ...own,
  }
}

const pea = (id: string, incarnation: number, role: PeaRole = 'replica') => ({
  plan: { id, pod: id.split('/')[0] ?? '', role },
  incarnation,
})

const read = (table: StatisticsTable, own: Partial<Parameters<StatisticsTable['read']>[0]> = {}) =>
  table.read({ pods: new Map([['a', undefined]]), gateway, isRunning: () => true, ...own })[0]

const lives = fc.array(fc.tuple(fc.nat(2), fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 8 })))

it('adds up all lives of all replicas, and never goes backwards', () => {
  fc.assert(
    fc.property(lives, (lives) => {
      const table = new StatisticsTable()
      const incarnations = new Map<number, number>()
      const all: number[] = []
      for (const [replica, calls] of lives) {
        const incarnation = (incarnations.get(replica) ?? 0) + 1
        incarnations.set(replica, incarnation)
        for (let count = 0; count <= calls.length; count += 1) {
          expect(table.add(pea(`a/${replica}`, incarnation), after(calls.slice(0, count)))).toBe(true)
          const [call] = calls.slice(count - 1, count)
          if (count > 0 && call !== undefined) all.push(call)
          const pod = read(table)
          const expected = after(all)
          expect([pod?.served, pod?.received]).toEqual([all.length, expected.received])
          expect(pod?.endpoints).toEqual(expected.endpoints)
        }
      }
    }),
    { numRuns: 50 },
  )
})

it('no sum gets lower when a life ends, in whichever order they are added up', () => {
  const durations = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.array(durations, { minLength: 3, maxLength: 5 }), fc.nat(4), (lives, first) => {
      const table = new StatisticsTable()
      const statistics = lives.map((calls) => after(calls, { process: { cpu: calls[0] ?? 0, memory: 1 } }))
      for (const [replica, own] of statistics.entries()) table.add(pea(`a/${replica}`, 1), own)
      const sums = () => [read(table)?.cpu ?? 0, read(table)?.endpoints[0]?.call.sum ?? 0]
      for (let count = 0; count < lives.length; count += 1) {
        const before = sums()
        table.add(pea(`a/${(first + count) % lives.length}`, 2), after([]))
        expect(sums()).toEqual(before)
      }
    }),
  )
})

it('refuses a report with a counter that is lower than before', () => {
  const table = new StatisticsTable()
  const before = after([1, 2, 4], { process: { cpu: 5, memory: 10 } })
  expect(table.add(pea('a/0', 1), before)).toBe(true)
  const [endpoint] = before.endpoints
  const withEndpoint = (own: object): PeaStatistics => ({ ...before, endpoints: [{ ...endpoint, ...own } as never] })
  const lower: PeaStatistics[] = [
    { ...before, served: 2 },
    { ...before, received: { messages: 3, bytes: 29 } },
    { ...before, process: { cpu: 4, memory: 10 } },
    { ...before, endpoints: [] },
    withEndpoint({ served: 2 }),
    withEndpoint({ failed: {} }),
    withEndpoint({ call: { sum: 7, zero: 0, offset: -1, buckets: [1] } }),
    withEndpoint({ call: { sum: 7, zero: 0, offset: 200, buckets: [1, 1, 1] } }),
    withEndpoint({ documents: { ...endpoint?.documents, sum: 6 } }),
  ]
  expect(lower.map((statistics) => table.add(pea('a/0', 1), statistics))).toEqual(lower.map(() => false))
  expect(table.add(pea('a/0', 1), { ...before, process: { cpu: 5, memory: 1 }, backlog: 0 })).toBe(true)
  expect(table.add(pea('a/0', 2), after([]))).toBe(true)
  expect(read(table)?.served).toBe(3)
})

it('takes every later state of the same counters', () => {
  const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }))
  fc.assert(
    fc.property(values, values, (first, more) => {
      expect(isNeverLess(after(first), after([...first, ...more]))).toBe(true)
      if (more.length > 0) expect(isNeverLess(after([...first, ...more]), after(first))).toBe(false)
    }),
  )
})

it('counts what waits and runs only for lives that run, and what waits for a Pod wherever it is', () => {
  const table = new StatisticsTable()
  table.add(pea('a/0', 1), after([1], { backlog: 2, running: 1, process: { cpu: 1, memory: 2 } }))
  table.add(pea('a/1', 1), after([1], { backlog: 30, running: 10 }))
  table.add(
    pea('b/0', 1),
    after([1], {
      queued: [
        { to: 'a', messages: 400 },
        { to: 'c', messages: 1 },
      ],
    }),
  )
  const blocked = { ...gateway, queued: [{ to: 'a', messages: 5_000 }] }
  const isRunning = (id: string) => id !== 'a/1'
  const pod = read(table, { gateway: blocked, isRunning })
  expect(pod).toMatchObject({ backlog: 5_402, running: 1, served: 2, processes: [{ pea: 'a/0', cpu: 1, memory: 2 }] })
})

it('has the calls of a head and a tail apart, and Pods that have reported nothing', () => {
  const table = new StatisticsTable()
  table.add(pea('a/head', 1, 'head'), after([1], { process: { cpu: 5, memory: 1 } }))
  table.add(pea('a/0', 1), after([], { process: { cpu: 70, memory: 1 } }))
  table.add(pea('a/0', 2), after([], { process: { cpu: 600, memory: 1 } }))
  table.add(pea('a/tail', 1, 'tail'), after([1, 2]))
  const pods = table.read({
    pods: new Map(['a', 'b'].map((pod) => [pod, undefined])),
    gateway,
    isRunning: () => true,
  })
  expect(pods.map(({ pod, served }) => [pod, served])).toEqual([
    ['a', 0],
    ['b', 0],
  ])
  expect(pods[0]?.cpu).toBe(675)
  expect(pods[0]?.before.map(({ served }) => served)).toEqual([1])
  expect(pods[0]?.after.map(({ served }) => served)).toEqual([2])
})

it('has a limited number of endpoints and codes, however many lives name new ones', () => {
  const table = new StatisticsTable()
  const [endpoint] = after([1]).endpoints
  for (let life = 1; life <= 20; life += 1) {
    const names = Array.from({ length: 64 }, (_, index) => `/${life}/${index}`)
    const failed = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`CODE_${life}_${index}`, 1]))
    const first = { ...endpoint, endpoint: '/', failed } as never
    const endpoints = [first, ...names.map((name) => ({ ...endpoint, endpoint: name }) as never)]
    table.add(pea('a/0', life), after([1], { endpoints }))
  }
  const pod = read(table)
  expect(pod?.endpoints).toHaveLength(257)
  expect(pod?.endpoints.at(-1)).toMatchObject({ endpoint: 'other', served: 20 * 65 - 255 - 20 + 0 })
  expect(Object.keys(pod?.endpoints[0]?.failed ?? {})).toHaveLength(65)
})

it('a Pea that sends a lower counter is told to break the protocol', async () => {
  const flow = new FakeFlow(
    sketchPlan([
      { id: 'a/0', to: ['gateway'] },
      { id: 'gateway', to: ['a/0'] },
    ]),
  )
  await flow.start()
  const send = (calls: number[], incarnation = 1) =>
    flow.report({ type: 'statistics', pea: 'a/0', incarnation, statistics: after(calls) })
  send([1, 2])
  send([1])
  send([1, 2, 3], 7) // not a life of this Pea
  expect(read(flow.statistics)?.served).toBe(2)
  expect(flow.events).toContainEqual({
    type: 'protocol-broken',
    pea: 'gateway',
    peer: 'a/0',
    reason: 'statistics: a counter is lower than before',
    count: 1,
  })
})
