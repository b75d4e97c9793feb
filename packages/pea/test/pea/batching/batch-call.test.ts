import { expect, it } from 'vitest'
import { endCall, open, requestsOf, settled } from './opened.ts'

it('finds one poisoned request of 32 in ten more calls', async () => {
  const { calls, add, failed, sent } = open(32)
  for (let request = 0; request < 32; request += 1) add({ request })
  for (let index = 0; index === 0 || index < calls.length; index += 1) {
    await settled()
    endCall(calls[index] as (typeof calls)[number], new Set([21]))
    await settled()
  }
  expect([calls.length, [...failed.keys()], sent.size]).toEqual([11, [21], 31])
  expect(failed.get(21)).toMatchObject({ message: 'poisoned', pea: 'a/0' })
})

it('does not halve a batch whose time is up', async () => {
  const { calls, add, failed, caller, aborted, notes } = open(2, { timeoutRequest: 150 })
  for (const request of [0, 1]) add({ request })
  await settled()
  const { timeLeft } = calls[0] as (typeof calls)[number]
  expect(timeLeft).toBeCloseTo(150)
  const now = performance.now() + 150
  caller.sweep(now)
  expect(aborted).toEqual([[0, 'REQUEST_TIMEOUT']])
  expect([...failed.values()].map(({ message }) => message)).toEqual([
    'the call in a/0 did not end within 150 ms',
    'the call in a/0 did not end within 150 ms',
  ])
  caller.sweep(now + 1_000)
  expect(notes).toContain('the call in a/0 did not end within 150 ms, nor when it was aborted')
  calls[0]?.reject(new Error('aborted'))
  await settled()
  expect([calls.length, caller.running]).toEqual([1, 0])
})

it('fails one that is late alone, also before its call', async () => {
  const { calls, add, failed, sent, caller, aborted, notes } = open(2)
  add({ request: 0, timeLeft: 30_000 })
  add({ request: 1 })
  add({ request: 2, timeLeft: 30_000 })
  await settled()
  caller.sweep(performance.now() + 30_000)
  expect([...failed].map(([request, { message }]) => [request, message.replace(/\d+ ms/, '')])).toEqual([
    [2, 'the request timed out in the queue of a/0'],
    [0, 'the call in a/0 did not end within '],
  ])
  expect([aborted, notes.filter((note) => note.startsWith('end'))]).toEqual([[], ['end 0']])
  endCall(calls[0] as (typeof calls)[number])
  await settled()
  expect([[...sent.keys()], calls.length, caller.running]).toEqual([[1], 1, 0])
})

it('aborts a call once each of its requests is cancelled', async () => {
  const { calls, add, caller, aborted, sent } = open(3)
  const all = [0, 1].map((request) => add({ request }))
  const waiting = add({ request: 2, endpoint: '/other' })
  await settled()
  for (const [request, pending] of all.entries()) {
    expect(aborted).toEqual([])
    pending.drop()
    caller.cancel(new Set([request]))
  }
  expect(aborted).toEqual([[0, 'REQUEST_CANCELLED']])
  waiting.sendOn(0)
  caller.cancel(new Set([2]))
  endCall(calls[0] as (typeof calls)[number])
  await settled()
  expect([calls.length, sent.size, caller.running]).toEqual([1, 0, 0])
})

it('does not call again what was cancelled while it waited for another try', async () => {
  const { calls, add, caller, failed } = open(4)
  const all = [0, 1, 2, 3].map((request) => add({ request }))
  await settled()
  calls[0]?.reject(new Error('poisoned'))
  await settled()
  for (const request of [2, 3]) all[request]?.drop()
  caller.cancel(new Set([2, 3]))
  for (const index of [1, 2, 3]) {
    calls[index]?.reject(new Error('poisoned'))
    await settled()
  }
  expect(calls.map(requestsOf)).toEqual([[0, 1, 2, 3], [0, 1], [0], [1]])
  expect([...failed.keys()]).toEqual([0, 1])
})

it('calls the others again without one that was cancelled meanwhile, which may have been what failed', async () => {
  const { calls, add, caller, sent, failed } = open(2)
  const [cancelled] = [0, 1].map((request) => add({ request }))
  await settled()
  cancelled?.drop()
  caller.cancel(new Set([0]))
  calls[0]?.reject(new Error('poisoned'))
  await settled()
  endCall(calls[1] as (typeof calls)[number])
  await settled()
  expect([calls.map(requestsOf), [...sent.keys()], failed.size]).toEqual([[[0, 1], [1]], [1], 0])
})

it('aborts the other calls of a split request that has failed', async () => {
  const { calls, add, caller, aborted, failed } = open(1, { concurrency: 2 })
  add({ request: 0, documents: 3 })
  await settled()
  calls[0]?.reject(new Error('poisoned'))
  await settled()
  caller.sweep(performance.now())
  expect([[...failed.keys()], aborted, calls.length]).toEqual([[0], [[1, 'REQUEST_CANCELLED']], 2])
})

it('says that a call has ended before it says that the next one for the same request has begun', async () => {
  const halved = open(2)
  for (const request of [0, 1]) halved.add({ request })
  await settled()
  halved.calls[0]?.reject(new Error('poisoned'))
  await settled()
  expect(halved.notes).toEqual(['begin 0', 'begin 1', 'end 0', 'end 1', 'end 0', 'flush', 'begin 0'])
  const split = open(1, { concurrency: 2 })
  split.add({ request: 0, documents: 2 })
  await settled()
  expect(split.notes).toEqual(['begin 0', 'end 0', 'flush', 'begin 0'])
  split.calls[0]?.resolve(split.calls[0].payloads)
  await settled()
  expect(split.notes.slice(4)).toEqual([])
  split.calls[1]?.resolve(split.calls[1].payloads)
  await settled()
  expect(split.notes.slice(4)).toEqual(['end 0'])
})
