import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Acknowledgement } from '../../src/link/acknowledgement.ts'
import { arrive, openReceiver, record } from './ends.ts'

/** The acknowledgements of this many messages, and what has been acknowledged. */
function opened(count: number) {
  const pending: Acknowledgement[] = []
  const { receiver, acknowledgements } = openReceiver((one) => pending.push(one) > 0)
  acknowledgements()
  for (let seq = 0; seq < count; seq += 1) receiver.onBatch(arrive([record({ seq })]))
  const last = () => {
    receiver.scheduleAck()
    return acknowledgements().at(-1)
  }
  return { pending, receiver, last }
}

const calls = fc.array(fc.record({ index: fc.nat(4), method: fc.constantFrom('processed', 'settled') }), {
  maxLength: 30,
})

it('counts each message once, however often it is called', () => {
  fc.assert(
    fc.property(calls, (script) => {
      const { pending, last } = opened(5)
      const called = { processed: new Set<number>(), settled: new Set<number>() }
      for (const { index, method } of script) {
        if (method === 'processed') pending[index]?.processed()
        else pending[index]?.settled()
        called[method as keyof typeof called].add(index)
      }
      let settledBelow = 0
      while (called.settled.has(settledBelow)) settledBelow += 1
      expect(last()).toMatchObject({ limit: 10 + called.processed.size, settledBelow })
    }),
    { numRuns: 50 },
  )
})

it('shares the fate of those that are appended to it, and they do not decide its own', () => {
  const { pending, last } = opened(3)
  const [first, second, third] = pending
  if (first === undefined || second === undefined || third === undefined) throw new Error('three were expected')
  first.append(second)
  first.append(third)
  third.processed()
  second.processed()
  expect(last()).toMatchObject({ limit: 12, settledBelow: 0 })
  first.begin()
  expect(last()?.running).toEqual([0, 1, 2])
  first.end()
  expect(last()?.running).toEqual([])
  first.processed()
  first.settled()
  expect(last()).toMatchObject({ limit: 13, settledBelow: 3 })
})

it('has no effect once the sender has gone', () => {
  const { pending, receiver } = opened(1)
  receiver.detach()
  for (const one of pending) {
    one.begin()
    one.end()
    one.processed()
    one.settled()
  }
  expect(receiver.generation).toBe(2)
})

it('takes any number of repeats', () => {
  const { pending, receiver, last } = opened(1)
  const [first] = pending
  if (first === undefined) throw new Error('one was expected')
  const range = { first: 0, count: 0, isUrgent: false }
  for (let repeats = 0; repeats < 50_000; repeats += 1) first.append(new Acknowledgement(receiver, range))
  first.processed()
  first.settled()
  expect(last()).toMatchObject({ limit: 11, settledBelow: 1 })
})
