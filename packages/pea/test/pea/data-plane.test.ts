import { expect, it, onTestFinished } from 'vitest'
import { CountedOwner } from '../link/counted.ts'
import { messageOf } from '../link/ends.ts'
import { bound, dialled, TestPlane } from './planes.ts'

/** A plane that closes with the test. */
function planeOf(...options: ConstructorParameters<typeof TestPlane>): TestPlane {
  const test = new TestPlane(...options)
  onTestFinished(() => test.plane.close())
  return test
}

/** `a/0`, which sends to `b/0` on this many edges. */
async function connect(edges = 1) {
  const [a, b] = [planeOf('a/0', { role: 'head' }), planeOf('b/0')]
  const numbers = Array.from({ length: edges }, (_, edge) => edge)
  const ports = await b.bind(numbers, ['a/0'])
  await a.wire({ inputs: [], outputs: numbers.map((edge) => dialled(ports[edge] ?? 0, 'b/0', edge)) })
  await a.until(() => a.plane.absentPeers.length === 0)
  return { a, b }
}

function send({ plane }: TestPlane, request: number, timeLeft = 60_000): CountedOwner {
  const owner = new CountedOwner(request)
  plane.send(messageOf({ request, timeLeft }), owner)
  return owner
}

it('grants no credit before it is open, and is idle again once everything is settled', async () => {
  const { a, b } = await connect()
  expect(a.plane.edges.room('/')).toBe(0)
  const owner = send(a, 1)
  expect(a.plane.isIdle).toBe(false)
  b.plane.open()
  await b.until(() => b.complete.length === 1)
  const [pending] = b.complete
  expect([pending?.request, b.plane.held, b.plane.isIdle]).toEqual([1, 1, false])
  if (pending !== undefined) b.plane.results.send(pending, Buffer.from('y'))
  b.plane.flushAll()
  await a.until(() => a.plane.isIdle)
  expect(owner.counts).toEqual([1, 1, 1])
  expect([b.plane.held, b.plane.isIdle, b.plane.counters.served]).toEqual([0, true, 1])
})

it('gives what it makes of a request the headers that the request arrived with, and an error too', async () => {
  const [a, b, c] = [planeOf('a/0', { role: 'head' }), planeOf('b/0'), planeOf('c/0')]
  const [toC = 0] = await c.bind([0], ['b/0'])
  const { ports } = await b.wire({ inputs: [bound(0, ['a/0'])], outputs: [dialled(toC, 'c/0')] })
  await a.wire({ inputs: [], outputs: [dialled(ports[0] ?? 0, 'b/0')] })
  for (const { plane } of [b, c]) plane.open()
  const headers = Buffer.from([0x81, 0xa1, 0x61, 1])
  for (const request of [1, 2]) a.plane.send(messageOf({ request, headers }), new CountedOwner(request))
  await b.until(() => b.complete.length === 1)
  if (b.complete[0] !== undefined) b.plane.results.send(b.complete[0], Buffer.from('y'))
  await b.until(() => b.complete.length === 2)
  const error = { code: 'REQUEST_FAILED', message: 'no', pod: 'b', pea: 'b/0' }
  if (b.complete[1] !== undefined) b.plane.results.fail(b.complete[1], error)
  await c.until(() => c.complete.length === 1)
  if (c.complete[0] !== undefined) c.plane.results.send(c.complete[0], Buffer.from('z'))
  await c.until(() => c.complete.length === 2)
  expect(c.complete.map((pending) => [pending.isError, pending.headers])).toEqual([
    [false, headers],
    [true, headers],
  ])
})

it('sends on every edge, and joins what comes by all of them', async () => {
  const { a, b } = await connect(2)
  b.plane.open()
  await a.until(() => a.plane.edges.room('/') > 0)
  send(a, 1)
  await b.until(() => b.complete.length === 1)
  expect(b.complete[0]?.payloads.map(String)).toEqual(['x', 'x'])
})

it('fails a join past its deadline, and names what is missing', async () => {
  const [a, b] = [planeOf('a/0', { role: 'head' }), planeOf('b/0')]
  const [port = 0] = await b.bind([0, 1], ['a/0'])
  await a.wire({ inputs: [], outputs: [dialled(port, 'b/0')] })
  b.plane.open()
  send(a, 1, 5)
  await b.until(() => b.failed.length === 1)
  const message = 'the request timed out in b/0, with no message from "pod 1"'
  expect(b.failed).toMatchObject([[1, { code: 'REQUEST_TIMEOUT', message }]])
})

it('drops what is cancelled: joins, queued requests, and what arrives of them later', async () => {
  const { a, b } = await connect()
  b.plane.cancel([2])
  b.plane.open()
  const owners = [send(a, 1), send(a, 2), send(a, 3)]
  await b.until(() => b.complete.length > 0)
  b.plane.cancel([1])
  await b.until(() => b.complete.length > 1)
  expect(b.complete.map(({ request, state }) => [request, state])).toEqual([
    [1, 'sending'],
    [3, 'queued'],
  ])
  b.plane.cancel([3])
  b.plane.flushAll()
  await a.until(() => a.plane.isIdle)
  expect(owners.map(({ receivedCount }) => receivedCount)).toEqual([1, 1, 1])
  expect(b.plane.held).toBe(0)
})

it('settles a request that is cancelled during its call at once, and returns its credit when the call has ended', async () => {
  const { a, b } = await connect()
  b.plane.open()
  const owner = send(a, 1)
  await b.until(() => b.complete.length > 0)
  const [pending] = b.complete
  pending?.begin()
  b.plane.cancel([1])
  expect([pending?.state, b.plane.held]).toEqual(['abandoned', 0])
  b.plane.flushAll()
  await a.until(() => a.plane.isIdle)
  expect([owner.receivedCount, a.plane.edges.room('/')]).toEqual([1, 0])
  pending?.end()
  b.plane.flushAll()
  await a.until(() => a.plane.edges.room('/') > 0)
})

it('lets go of a request that is cancelled, whether or not its peer answers', async () => {
  const { a, b } = await connect()
  b.plane.open()
  await a.until(() => a.plane.edges.room('/') > 0)
  const owner = send(a, 1)
  expect(owner.counts).toEqual([1, 0, 0])
  a.plane.cancel([1])
  expect(owner.counts).toEqual([1, 1, 0])
})

it('reports an error at the end of a side branch, and nothing else', async () => {
  const { a, b } = await connect()
  b.plane.open()
  send(a, 1)
  send(a, 2)
  await b.until(() => b.complete.length > 0)
  const [first] = b.complete
  const error = { code: 'REQUEST_EXECUTOR', message: 'no', pod: 'b', pea: 'b/0' }
  if (first !== undefined) b.plane.results.fail(first, error)
  await b.until(() => b.complete.length > 1)
  const second = b.complete[1]
  if (second !== undefined) b.plane.results.forward(second)
  expect(b.failed).toEqual([[1, error]])
})

it('relays whole batches over its only link, once each', async () => {
  const [a, b, c] = [planeOf('a/0', { role: 'head' }), planeOf('b/0', { isPassing: true }), planeOf('c/0')]
  const [last = 0] = await c.bind([0], ['b/0'])
  const wiring = { inputs: [bound(0, ['a/0'])], outputs: [dialled(last, 'c/0')] }
  const { ports } = await b.wire(wiring)
  await a.wire({ inputs: [], outputs: [dialled(ports[0] ?? 0, 'b/0')] })
  b.isRelaying = true
  c.plane.open()
  await b.until(() => b.plane.edges.room('/') > 0)
  b.plane.open()
  const owner = send(a, 1)
  await c.until(() => c.complete.length === 1)
  expect([b.complete, c.complete[0]?.request, b.plane.counters.served]).toEqual([[], 1, 1])
  c.complete[0]?.sendOn(0)
  c.plane.flushAll()
  await b.until(() => b.plane.isIdle)
  b.plane.flushAll()
  await a.until(() => a.plane.isIdle)
  expect(owner.counts).toEqual([1, 1, 1])
})

it('pauses one Pod until it is wired again', async () => {
  const { a, b } = await connect()
  b.plane.open()
  await a.until(() => a.plane.edges.room('/') > 0)
  a.plane.edges.pause('other')
  expect(a.plane.edges.room('/')).toBeGreaterThan(0)
  a.plane.edges.pause('b')
  expect([a.plane.edges.room('/'), a.plane.edges.isSettledBy('b')]).toEqual([0, true])
})

it('joins if it has several links into it, and gives up joins of requests that have ended', async () => {
  expect((await connect()).b.plane.joins).toBe(false)
  const [first, second] = [planeOf('a/0', { role: 'head' }), planeOf('c/0', { role: 'head' })]
  const join = planeOf('b/0')
  const { ports } = await join.wire({ inputs: [bound(0, ['a/0']), bound(1, ['c/0'])], outputs: [] })
  for (const [edge, one] of [first, second].entries())
    await one.wire({ inputs: [], outputs: [dialled(ports[edge] ?? 0, 'b/0', edge)] })
  expect(join.plane.joins).toBe(true)
  join.plane.open()
  await first.until(() => first.plane.edges.room('/') > 0)
  for (const request of [1, 2]) send(first, request)
  first.plane.flush()
  await expect.poll(() => join.plane.held).toBe(2)
  join.plane.takeOpen({ below: 3, requests: [2] })
  expect(join.plane.held).toBe(1)
  join.plane.takeOpen({ below: 3, requests: [] })
  join.plane.flushAll()
  await first.until(() => first.plane.isIdle)
})
