import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { encodePayload } from '../src/document/payload.ts'
import { TestEdge } from './dispatch/edge.ts'
import type { TestPeer } from './dispatch/peers.ts'
import { FlowStub } from './flow-stub.ts'
import { Requests } from './requests.ts'

// What depends on the duration of calls runs on a virtual clock, so that a busy machine changes nothing.

/** A replica whose calls each take this many milliseconds, one at a time. */
class Replica {
  calls = 0
  readonly #peer: TestPeer
  readonly #duration: number
  #endsAt = 0

  constructor(peer: TestPeer, duration: number) {
    this.#peer = peer
    this.#duration = duration
  }

  step(now: number): void {
    if (this.#endsAt > 0 && this.#endsAt <= now) {
      this.#endsAt = 0
      this.#peer.settle()
    }
    if (this.#endsAt > 0 || this.#peer.unsettled.length === 0) return
    this.#endsAt = now + this.#duration
    this.calls += 1
    this.#peer.call()
  }
}

/** The gateway's edge to replicas that take this long for a call. */
class Simulation {
  readonly #test: TestEdge
  readonly #replicas: readonly Replica[]

  constructor(durations: readonly number[]) {
    const peers = durations.map((_, index) => `a/${index}`)
    this.#test = new TestEdge({ peers, calls: true, looksAhead: true })
    this.#replicas = this.#test.peers.map((peer, index) => {
      const duration = durations[index] ?? 0
      return new Replica(peer.start(duration < 20 ? 2 : 1), duration)
    })
  }

  get calls(): readonly number[] {
    return this.#replicas.map(({ calls }) => calls)
  }

  /** Sends this many requests as there is room, until all are answered. */
  run(requests: number): void {
    let left = requests
    while (left > 0 || !this.#test.edge.isIdle) {
      const room = Math.min(left, this.#test.edge.room('/'))
      this.#test.send(room)
      left -= room
      for (const replica of this.#replicas) replica.step(performance.now())
      this.#test.edge.sweep(performance.now())
      vi.advanceTimersByTime(1)
    }
  }
}

let flow: FlowStub | undefined
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  vi.advanceTimersByTime(1_000)
})
afterEach(async () => {
  vi.useRealTimers()
  await flow?.stop()
})

it('gives a replica that is ten times slower at most a fifth of what a fast one gets', () => {
  const simulation = new Simulation([5, 5, 5, 50])
  simulation.run(600)
  const [fast = 0, , , slow = 0] = simulation.calls
  expect(slow).toBeGreaterThan(0)
  expect(slow).toBeLessThanOrEqual(fast / 5)
})

it('gives a slow replica nothing that the others finish first', () => {
  const simulation = new Simulation([1, 200])
  // Until the duration of its calls is known: the first call does not count.
  while ((simulation.calls[1] ?? 0) < 2) simulation.run(100)
  const before = simulation.calls
  simulation.run(20)
  expect(simulation.calls.map((calls, replica) => calls - (before[replica] ?? 0))).toEqual([20, 0])
})

it('accepts no more requests than its Peas have credit for, whatever is sent', async () => {
  vi.useRealTimers()
  let [sent, calls, most] = [0, 0, 0]
  const requests = new Requests()
  const count = () => {
    calls += 1
  }
  flow = await new FlowStub({
    peas: { 'a/0': { executor: () => undefined, prefetch: 16 }, 'b/0': { executor: count, prefetch: 8 } },
    links: [
      { from: 'gateway', to: ['a/0'] },
      { from: 'a/0', to: ['b/0'] },
      { from: 'b/0', to: ['gateway'] },
    ],
  }).start(requests)
  const payload = encodePayload({ documents: [{ text: 'x'.repeat(1_000) }], parameters: {} })
  await requests.send(flow, 1_600, () => {
    sent += 1
    most = Math.max(most, sent - calls)
    return payload
  })
  expect(calls).toBe(1_600)
  // Credit is freed before the next Pea has the result, so that each Pea may have as much again on its way out.
  expect(most).toBeLessThanOrEqual(2 * (16 + 8))
})
