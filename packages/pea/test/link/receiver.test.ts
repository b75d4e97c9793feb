import { type Ack, RECORD } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Acknowledgement } from '../../src/link/acknowledgement.ts'
import { arrive, batchOf, greeting, openReceiver, record } from './ends.ts'

/** A batch with the messages of these sequence numbers. */
const numbered = (first: number, count: number, fields = {}) =>
  arrive(Array.from({ length: count }, (_, index) => record({ seq: first + index, request: first + index, ...fields })))

/** What an acknowledgement settles. */
function settledBy({ settledBelow, settled }: Ack): number[] {
  const numbers = Array.from({ length: settledBelow }, (_, seq) => seq)
  for (let index = 0; index < settled.length; index += 2) {
    for (let seq = settled[index] ?? 0; seq < (settled[index + 1] ?? 0); seq += 1) numbers.push(seq)
  }
  return numbers
}

const attempts = fc.array(fc.record({ first: fc.nat(14), count: fc.integer({ min: 1, max: 6 }) }), { maxLength: 30 })

it('takes messages in order and within the credit only, whatever is sent', () => {
  fc.assert(
    fc.property(attempts, fc.boolean(), (script, isRelayed) => {
      const { receiver, acknowledgements } = openReceiver(() => isRelayed)
      acknowledgements()
      let next = 0
      for (const { first, count } of script) {
        const taken = Array.from({ length: count }, (_, index) => first + index)
          .filter((seq) => seq < 10)
          .reduce((expected, seq) => (seq === expected ? expected + 1 : expected), next)
        expect(receiver.onBatch(numbered(first, count))).toBe(taken === next + count)
        next = taken
        expect(acknowledgements().at(-1)?.received ?? 0).toBe(next)
      }
    }),
  )
})

it('acknowledges exactly what has been settled, in whatever order', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), (seqs) => {
      const pending: Acknowledgement[] = []
      const { receiver, acknowledgements } = openReceiver((acknowledgement) => pending.push(acknowledgement) > 0)
      for (let seq = 0; seq < 10; seq += 1) receiver.onBatch(numbered(seq, 1))
      const settled: number[] = []
      for (const seq of seqs) {
        pending[seq]?.settled()
        settled.push(seq)
        const acknowledged = new Set(acknowledgements().flatMap(settledBy))
        expect([...acknowledged].sort()).toEqual([...settled].sort())
      }
    }),
    { numRuns: 50 },
  )
})

it('takes nothing before its peer has greeted', () => {
  const { receiver } = openReceiver(() => true)
  receiver.detach()
  expect(receiver.onBatch(batchOf(1))).toBe(false)
})

it('grants more credit once messages are processed', () => {
  const pending: Acknowledgement[] = []
  const { receiver, acknowledgements } = openReceiver((acknowledgement) => pending.push(acknowledgement) > 0)
  expect(acknowledgements().at(-1)?.limit).toBe(10)
  receiver.onBatch(numbered(0, 6))
  receiver.onBatch(numbered(6, 4))
  expect(acknowledgements().at(-1)?.limit).toBe(10)
  pending[0]?.processed()
  expect(acknowledgements().at(-1)?.limit).toBe(16)
})

it('repeats every acknowledgement after a reconnect', () => {
  const pending: Acknowledgement[] = []
  const { receiver, written, acknowledgements } = openReceiver((one) => pending.push(one) > 0)
  for (let seq = 0; seq < 4; seq += 1) receiver.onBatch(numbered(seq, 1))
  pending[2]?.settled()
  expect(acknowledgements().at(-1)).toMatchObject({ settled: [2, 3] })
  const hello = greeting({ type: RECORD.HELLO, sends: true, received: 0 })
  receiver.onGreeting(hello, { send: (records) => written.push([...records]) })
  expect(acknowledgements().at(-1)).toMatchObject({ received: 4, settled: [2, 3] })
  expect(written.flat().filter((one) => 'pea' in one)).toMatchObject([{ type: RECORD.WELCOME, received: 4 }])
})

it('ignores acknowledgements that belong to an earlier peer', () => {
  const pending: Acknowledgement[] = []
  const { receiver, written, acknowledgements } = openReceiver((one) => pending.push(one) > 0)
  receiver.onBatch(numbered(0, 1))
  const next = greeting({ sends: true, received: 0, incarnation: 2 })
  receiver.onGreeting(next, { send: (records) => written.push([...records]) })
  for (const one of pending) {
    one.begin()
    one.processed()
    one.settled()
  }
  expect(acknowledgements().at(-1)).toMatchObject({ received: 0, limit: 10, settledBelow: 0, running: [] })
})

it('acknowledges an urgent message without delay, and any other with delay', () => {
  const { receiver, scheduler, written } = openReceiver(() => false)
  scheduler.flushAll()
  const before = written.length
  receiver.onBatch(numbered(0, 1))
  scheduler.flush()
  expect(written.length).toBe(before)
  receiver.onBatch(numbered(1, 1, { isUrgent: true }))
  scheduler.flush()
  expect(written.at(-1)).toMatchObject([{ received: 2 }])
})
