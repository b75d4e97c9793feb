import type { Document } from '@peaflow/core'
import { afterEach, expect, it } from 'vitest'
import { encodePayload } from '../src/document/payload.ts'
import { FlowStub } from './flow-stub.ts'
import { Requests } from './requests.ts'

let flow: FlowStub | undefined
afterEach(async () => {
  await flow?.stop()
})

const after = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** Executors of replicas, each of which takes so long, and is counted. */
function countedWork(counts: number[]) {
  return (replica: number, milliseconds: number) => async () => {
    counts[replica] = (counts[replica] ?? 0) + 1
    await after(milliseconds)
  }
}

it('gives a replica that is ten times slower at most a fifth of what a fast one gets', async () => {
  const counts = [0, 0, 0, 0]
  const work = countedWork(counts)
  const ids = ['a/0', 'a/1', 'a/2', 'a/3']
  const requests = new Requests()
  flow = await new FlowStub({
    peas: Object.fromEntries(ids.map((id, index) => [id, { executor: work(index, index === 3 ? 50 : 5) }])),
    links: [{ from: 'gateway', to: ids }, ...ids.map((from) => ({ from, to: ['gateway'] }))],
  }).start(requests)
  await requests.send(flow, 600)
  const [fast = 0, , , slow = 0] = counts
  expect(slow).toBeGreaterThan(0)
  expect(slow).toBeLessThanOrEqual(fast / 5)
})

it('gives a slow replica nothing that the others finish sooner', async () => {
  const counts = [0, 0]
  const work = countedWork(counts)
  const requests = new Requests()
  flow = await new FlowStub({
    peas: { 'a/0': { executor: work(0, 1) }, 'a/1': { executor: work(1, 200) } },
    links: [
      { from: 'gateway', to: ['a/0', 'a/1'] },
      { from: 'a/0', to: ['gateway'] },
      { from: 'a/1', to: ['gateway'] },
    ],
  }).start(requests)
  // Until it is known how long its calls take.
  while ((counts[1] ?? 0) < 2) await requests.send(flow, 100)
  const before = [...counts]
  await requests.send(flow, 20)
  expect(counts.map((count, replica) => count - (before[replica] ?? 0))).toEqual([20, 0])
})

it('holds little in store before a slow Pea, whatever is sent', async () => {
  let held = 0
  let most = 0
  let calls = 0
  const requests = new Requests()
  const slow = async (documents: Document[]) => {
    calls += documents.length
    await after(1)
  }
  flow = await new FlowStub({
    peas: { 'a/0': { executor: () => undefined }, 'b/0': { executor: slow } },
    links: [
      { from: 'gateway', to: ['a/0'] },
      { from: 'a/0', to: ['b/0'] },
      { from: 'b/0', to: ['gateway'] },
    ],
  }).start(requests)
  const payload = encodePayload({ documents: [{ text: 'x'.repeat(1_000) }], parameters: {} })
  await requests.send(flow, 1_600, () => {
    held += 1
    most = Math.max(most, held - calls)
    return payload
  })
  expect(calls).toBe(1_600)
  // The most that a/0 ever holds, and the few of b/0.
  expect(most).toBeLessThan(1_024 + 16)
})
