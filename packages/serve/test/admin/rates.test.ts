import type { EndpointStatistics, FlowStatistics, Histogram, PodStatistics } from '@peaflow/engine'
import { describe, expect, it } from 'vitest'
import { ratesBetween } from '../../src/admin/rates.ts'
import { subtractHistogram } from '../../src/admin/subtract-histogram.ts'

const none: Histogram = { sum: 0, zero: 0, offset: 0, buckets: [] }
/** This many values of about so many milliseconds: bucket 8n holds those above 2 ** n. */
const histogram = (count: number, offset = 24): Histogram => ({ sum: 9 * count, zero: 0, offset, buckets: [count] })

const endpoint = (calls: Histogram, failed: Record<string, number> = {}): EndpointStatistics => ({
  ...{ endpoint: '/', served: 0, failed, wait: calls, call: calls, documents: none },
})

function podOf(endpoints: readonly EndpointStatistics[], more: Partial<PodStatistics> = {}): PodStatistics {
  const traffic = { messages: 0, bytes: 0 }
  const counts = { served: 0, cancelled: 0, dropped: 0, received: traffic, sent: traffic, cpu: 0 }
  const phases = { launching: 0, starting: 0, ready: 1, leaving: 0, pausing: 0, degraded: 0, ended: 0, lost: 0 }
  const own = { replicas: phases, restarts: { exit: 0, oom: 0, hung: 0, unreachable: 0, late: 0 } }
  return {
    pod: 'work',
    ...counts,
    ...own,
    backlog: 0,
    running: 0,
    before: [],
    after: [],
    processes: [],
    endpoints,
    ...more,
  }
}

function statistics(
  pods: readonly PodStatistics[],
  durations = none,
  failed: Record<string, number> = {},
): FlowStatistics {
  const traffic = { messages: 0, bytes: 0 }
  const counts = { inFlight: 0, backlog: 0, refused: 0, cancelled: 0, repeated: 0 }
  const gateway = { dropped: 0, queued: [], received: traffic, sent: traffic }
  return {
    flow: 'f',
    gateway: { ...gateway, endpoints: [{ endpoint: '/', ...counts, duration: durations, failed }] },
    pods,
  }
}

const readiness = { status: 'ready', inFlight: 3, waiting: 4, pods: { work: { ready: 1, of: 2 } } } as const
const rates = (before: FlowStatistics, after: FlowStatistics, seconds = 2) =>
  ratesBetween({
    before: { time: 0, statistics: before },
    after: { time: seconds * 1_000, statistics: after },
    readiness,
  })

describe('rates between two snapshots', () => {
  it('are what came between them, a second', () => {
    const before = statistics([podOf([endpoint(histogram(100), { A: 1 })])], histogram(100), { A: 1 })
    const restarts = { exit: 4, oom: 0, hung: 2, unreachable: 0, late: 1 }
    const after = statistics(
      [podOf([endpoint(histogram(120), { A: 2, B: 3 })], { backlog: 5, running: 6, restarts })],
      histogram(110),
      { A: 5 },
    )
    const { flow, pods, time } = rates(before, after)
    expect(time).toBe('1970-01-01T00:00:02.000Z')
    expect(flow).toMatchObject({ rate: 5, failed: 2, inFlight: 3, waiting: 4 })
    expect(pods.work).toMatchObject({ rate: 10, failed: 2, waiting: 5, running: 6, restarts: 7, ready: 1, of: 2 })
  })

  it('have the quantiles of what came between, not of all', () => {
    const slow = { sum: 0, zero: 0, offset: 24, buckets: [100, ...Array(79).fill(0), 10] }
    const { flow, pods } = rates(
      statistics([podOf([endpoint(histogram(100))])], histogram(100)),
      statistics([podOf([endpoint(slow)])], slow),
    )
    // Bucket 104 has the values above 2 ** 13.
    for (const value of [flow.p50, flow.p99, pods.work?.p50, pods.work?.p99, pods.work?.wait]) {
      expect(value).toBeGreaterThan(8_192)
      expect(value).toBeLessThan(8_192 * 2 ** (1 / 8))
    }
  })

  it('are null, not 0, where nothing was measured', () => {
    const same = statistics([podOf([endpoint(histogram(5))])], histogram(5))
    expect(rates(same, same).flow).toMatchObject({ rate: 0, p50: null, p99: null })
    expect(rates(same, same).pods.work).toMatchObject({ rate: 0, p50: null, p99: null, wait: null })
  })

  it('count a Pod and an endpoint that are new, and all endpoints together', () => {
    const after = statistics([podOf([endpoint(histogram(4)), { ...endpoint(histogram(6, 8)), endpoint: '/b' }])])
    expect(rates(statistics([]), after).pods.work?.rate).toBe(5)
  })

  it('have the cores that processes kept busy, those that have ended too', () => {
    const process = (pea: string, cpu: number) => ({ pea, cpu, memory: 10 })
    // The CPU time of a Pod is that of all lives of its Peas, also of those that are over.
    const before = statistics([podOf([], { cpu: 10_000, processes: [process('a/0', 1_000), process('a/1', 9_000)] })])
    const after = statistics([podOf([], { cpu: 11_500, processes: [process('a/0', 2_000), process('a/1', 500)] })])
    expect(rates(before, after).pods.work).toMatchObject({ cpu: 0.75, memory: 20 })
    expect(rates(statistics([]), after).pods.work?.cpu).toBe(0)
  })

  it('count what a Pod passes on without a call', () => {
    const [before, after] = [statistics([podOf([], { served: 10 })]), statistics([podOf([], { served: 30 })])]
    expect(rates(before, after).pods.work).toMatchObject({ rate: 0, passed: 10 })
  })
})

describe('what a histogram has beyond an earlier one', () => {
  it.each([
    [
      'more of the same',
      { offset: 3, buckets: [1, 2] },
      { offset: 3, buckets: [1, 5] },
      { offset: 3, buckets: [0, 3] },
    ],
    ['lower ones', { offset: 3, buckets: [1] }, { offset: 1, buckets: [4, 0, 2] }, { offset: 1, buckets: [4, 0, 1] }],
    ['all, of nothing', { offset: 0, buckets: [] }, { offset: 5, buckets: [2] }, { offset: 5, buckets: [2] }],
  ])('%s', (_, before, after, difference) => {
    const more = { sum: 0, zero: 0 }
    expect(subtractHistogram({ ...more, ...after }, { ...more, ...before })).toEqual({ ...more, ...difference })
  })
})
