import { expect, it } from 'vitest'
import { AckState } from '../../src/link/ack-state.ts'

it('puts no more than 4,096 ranges into one acknowledgement, and the rest into the next', () => {
  const acks = new AckState()
  acks.received = 20_000
  for (let seq = 1; seq < 10_000; seq += 2) acks.settle(seq, 1)
  const [first, second, third] = [acks.take(10), acks.take(10), acks.take(10)]
  expect([first, second, third].map(({ settled }) => settled.length / 2)).toEqual([4_096, 904, 0])
  expect([...first.settled, ...second.settled].slice(-2)).toEqual([9_999, 10_000])
})

it('does not acknowledge twice what it has acknowledged, until it is asked to repeat', () => {
  const acks = new AckState()
  acks.settle(3, 1)
  expect([acks.take(1).settled, acks.take(1).settled]).toEqual([[3, 4], []])
  acks.repeat()
  expect(acks.take(1).settled).toEqual([3, 4])
})

it('never takes credit back', () => {
  const acks = new AckState()
  expect([acks.take(8).limit, acks.take(2).limit]).toEqual([8, 8])
  acks.processed = 7
  expect(acks.take(2).limit).toBe(9)
})
