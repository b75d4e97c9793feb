import type { TappedMessage } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { bound, dialled, TestPlane } from './planes.ts'

const NO_OWNER = { sent: () => undefined, received: () => undefined, settled: () => undefined }

it('a passing Pea with a tap passes messages on one by one, and copies them at both ends', async () => {
  const [a, b, c] = [
    new TestPlane('a/0', { role: 'head' }),
    new TestPlane('b/0', { isPassing: true }),
    new TestPlane('c/0'),
  ]
  const [last = 0] = await c.bind([0], ['b/0'])
  const { ports } = await b.wire({ inputs: [bound(0, ['a/0'])], outputs: [dialled(last, 'c/0')] })
  await a.wire({ inputs: [], outputs: [dialled(ports[0] ?? 0, 'b/0')] })
  const copies: TappedMessage[] = []
  b.isRelaying = true
  b.plane.taps.listen((copy) => copies.push(copy))
  b.plane.taps.apply({ tap: 1, at: 'in', rate: 1_000, bytes: 100 })
  b.plane.taps.apply({ tap: 2, at: 'out', rate: 1_000, bytes: 100 })
  c.plane.open()
  await b.until(() => b.plane.edges.room('/') > 0)
  b.plane.open()
  const numbers = { request: 1, deadline: performance.now() + 60_000, attempt: 0, tries: 0, shard: 0, shards: 1 }
  const payload = Buffer.from('abc')
  const content = { endpoint: '/', isError: false, isUrgent: false, payload, payloadBytes: payload.length }
  a.plane.send({ ...numbers, ...content }, NO_OWNER)
  await b.until(() => b.complete.length === 1)
  const [pending] = b.complete
  if (pending !== undefined) b.plane.results.forward(pending)
  await c.until(() => c.complete.length === 1)
  const copy = { request: 1, endpoint: '/', payload: payload.toString('base64'), bytes: 3, error: false }
  expect(copies).toMatchObject([
    { ...copy, tap: 1, at: 'in' },
    { ...copy, tap: 2, at: 'out' },
  ])
  for (const { plane } of [a, b, c]) plane.close()
})
