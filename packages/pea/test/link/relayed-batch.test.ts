import { type Batch, pack, read, type WireRecord, wholeMessage } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { Joiner } from '../../src/join/joiner.ts'
import type { RelayedBatch } from '../../src/link/relayed-batch.ts'
import { ack, batchOf, FLOW, greeting, numbersOf, openReceiver, openSender, sendMessages } from './ends.ts'

it('leaves as the very message that it came in, with other numbers', () => {
  const { batch, sent } = passOn(3)
  expect(sent.at(-1)).toEqual([batch])
  expect(wholeMessage([batch])?.[0]).toBe(batch.frame)
  expect(numbersOf(pack(FLOW, [batch]))).toEqual([5, 6, 7])
})

it('is done for its giver once the next Pea has all of it', () => {
  const { receiver, next, acknowledgements } = passOn(3)
  next.sender.onAck(ack({ received: 7 }))
  expect(acknowledgements().at(-1)).toMatchObject({ received: 3, settledBelow: 0 })
  next.sender.onAck(ack({ received: 8, settledBelow: 6 }))
  receiver.scheduleAck()
  expect(acknowledgements().at(-1)).toMatchObject({ received: 3, settledBelow: 3 })
  expect(next.sender.unsettled).toBe(2)
})

it('comes back part by part when the next Pea ends, and is done when another one has the last of it', () => {
  const { next, receiver, acknowledgements } = passOn(4)
  next.sender.onAck(ack({ received: 7, settledBelow: 6 }))
  const deliveries = next.sender.detach()
  expect(deliveries.map(({ request, isReceived }) => [request, isReceived])).toEqual([
    [101, true],
    [102, false],
    [103, false],
  ])
  expect(deliveries.map(({ payload }) => String(payload))).toEqual(['payload 1', 'payload 2', 'payload 3'])
  for (const delivery of deliveries) delivery.markReceived()
  receiver.scheduleAck()
  expect(acknowledgements().at(-1)).toMatchObject({ settledBelow: 4 })
})

it('is sent again from where the other end has it, with the time that is left', () => {
  const { next, sent } = passOn(4)
  next.sender.onGreeting(greeting({ sends: false, received: 7 }), next.connection)
  next.scheduler.flush()
  const records = sent.at(-1) as WireRecord[]
  expect(numbersOf(pack(FLOW, records))).toEqual([7, 8])
  expect(records.map((record) => 'timeLeft' in record && record.timeLeft < 60_000)).toEqual([true, true])
})

it('gives up only the part of a request that is cancelled', () => {
  const { next } = passOn(3)
  for (const delivery of next.sender.deliveriesOf(new Set([101, 999]))) delivery.isDropped = true
  expect(next.sender.detach().map(({ request, isDropped }) => [request, isDropped])).toEqual([
    [100, false],
    [101, true],
    [102, false],
  ])
})

it('is over for whoever repeats one of its parts when it is over for its giver', () => {
  const { joiner, next } = passOn(3)
  const repeating = openReceiver((acknowledgement, batch) => {
    for (const message of batch.messages()) expect(joiner.add(0, acknowledgement, message)).toBeUndefined()
    return true
  })
  repeating.receiver.onBatch(batchOf(1))
  expect(repeating.acknowledgements().at(-1)).toMatchObject({ received: 1, settledBelow: 0 })
  next.sender.onAck(ack({ received: 8 }))
  expect(repeating.acknowledgements().at(-1)).toMatchObject({ received: 1, settledBelow: 1 })
})

it('leaves its memory to others once the next Pea is done with all of it', () => {
  const { batch, next } = passOn(2, 'x'.repeat(20_000))
  const { buffer, length } = batch.frame
  next.sender.onAck(ack({ received: 7, settledBelow: 6 }))
  expect(read.take(length).buffer).not.toBe(buffer)
  next.sender.onAck(ack({ received: 7, settledBelow: 7 }))
  expect(read.take(length).buffer).toBe(buffer)
})

it('is not taken for done before it was sent', () => {
  const { next } = passOn(2)
  expect(next.sender.onAck(ack({ received: 8 }))).toBe(false)
})

/** A taker that hears so many parts in one message, and a lane to the next Pea, which has had five parts before. */
function passOn(count: number, payload?: string) {
  const next = openSender('c/0')
  next.sender.onAck(ack({ received: 0 }))
  sendMessages(next, 5)
  next.sender.onAck(ack({ received: 5, settledBelow: 5 }))
  const joiner = new Joiner()
  joiner.wire({ edges: [0], isReplica: false })
  let passed: Batch | undefined
  const opened = openReceiver((acknowledgement, batch) => {
    passed = batch
    next.sender.relay(joiner.relay(batch, acknowledgement) as RelayedBatch)
    return true
  })
  expect(opened.receiver.onBatch(batchOf(count, payload))).toBe(true)
  next.scheduler.flush()
  return { batch: passed as Batch, next, sent: next.sent, joiner, ...opened }
}
