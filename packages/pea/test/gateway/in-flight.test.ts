import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { InFlightTable } from '../../src/gateway/in-flight.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const requester = { settle: () => undefined, end: () => undefined }
const others = { settle: () => undefined, end: () => undefined }

function table() {
  const late: number[] = []
  const table = new InFlightTable((requests) => {
    late.push(...requests)
    for (const request of requests) table.take(request)
  })
  const add = (request: number, timeout: number, from = requester) =>
    table.add(request, {
      index: request,
      documents: [],
      deadline: performance.now() + timeout,
      timeout,
      requester: from,
    })
  return { table, late, add }
}

it('reports a request a moment after its deadline, so that a Pea can report it first', () => {
  const { late, add } = table()
  add(0, 1_000)
  vi.advanceTimersByTime(2_499)
  expect(late).toEqual([])
  vi.advanceTimersByTime(251)
  expect(late).toEqual([0])
})

it('reports a request once, also while it stays in the table', () => {
  const late: number[][] = []
  const requests = new InFlightTable((all) => late.push([...all]))
  const inFlight = { documents: [], deadline: performance.now() + 1_000, timeout: 1_000, requester }
  for (const request of [0, 1]) requests.add(request, { ...inFlight, index: request })
  vi.advanceTimersByTime(5_000)
  expect(late).toEqual([[0, 1]])
  requests.take(0)
  requests.take(1)
  vi.advanceTimersByTime(250)
})

it('takes a request once', () => {
  const { table: requests, add } = table()
  add(3, 1_000)
  expect([requests.take(3)?.index, requests.take(3), requests.size]).toEqual([3, undefined, 0])
})

it('lists the requests of one requester, or of all', () => {
  const { table: requests, add } = table()
  add(0, 1_000)
  add(1, 1_000, others)
  add(2, 1_000)
  expect([requests.requests(requester), requests.requests()]).toEqual([
    [0, 2],
    [0, 1, 2],
  ])
})

it('has a timer only while requests are in flight', () => {
  const { table: requests, add } = table()
  expect(vi.getTimerCount()).toBe(0)
  add(0, 60_000)
  add(1, 60_000)
  expect(vi.getTimerCount()).toBe(1)
  requests.take(0)
  requests.take(1)
  vi.advanceTimersByTime(250)
  expect(vi.getTimerCount()).toBe(0)
  add(2, 60_000)
  expect(vi.getTimerCount()).toBe(1)
})

const step = fc.oneof(
  fc.record({ add: fc.integer({ min: 0, max: 3_000 }) }),
  fc.record({ take: fc.nat(30) }),
  fc.record({ wait: fc.integer({ min: 1, max: 1_500 }) }),
)

/** A table, and what a test knows of it: the deadlines of all requests, and which of them were taken. */
class History {
  readonly deadlines = new Map<number, number>()
  readonly taken = new Set<number>()
  readonly #table = table()

  get late(): readonly number[] {
    return this.#table.late
  }

  take(step: { add: number } | { take: number } | { wait: number }): void {
    if ('add' in step) {
      const request = this.deadlines.size
      this.#table.add(request, step.add)
      this.deadlines.set(request, performance.now() + step.add)
    } else if ('wait' in step) vi.advanceTimersByTime(step.wait)
    else if (this.#table.table.take(step.take) !== undefined) this.taken.add(step.take)
  }

  check(): void {
    const now = performance.now()
    const dueAt = ([, deadline]: [number, number]) => deadline + 1_500
    const open = [...this.deadlines].filter(([request]) => !this.taken.has(request))
    for (const one of open.filter(([request]) => this.late.includes(request)))
      expect(dueAt(one)).toBeLessThanOrEqual(now)
    for (const one of open.filter(([request]) => !this.late.includes(request)))
      expect(dueAt(one) + 250).toBeGreaterThan(now)
    expect(this.#table.table.size).toBe(open.length - this.late.length)
    expect(new Set(this.late).size).toBe(this.late.length)
  }
}

it('reports each request that is not taken, once and in time, whatever else comes and goes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (script) => {
      vi.clearAllTimers()
      const history = new History()
      for (const one of script) {
        history.take(one)
        history.check()
      }
    }),
  )
})
