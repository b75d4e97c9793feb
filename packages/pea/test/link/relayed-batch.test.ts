import { type Batch, pack, receivePool, type WireRecord, wholeMessage } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { Joiner } from '../../src/join/joiner.ts'
import type { RelayedBatch } from '../../src/link/relayed-batch.ts'
import { ack, batchOf, FLOW, greeting, numbersOf, openReceiver, openSender, sendMessages } from './ends.ts'

it('is sent on as the very pack that it arrived in, with other numbers', () => {
  const { batch, sent } = relay(3)
  expect(sent.at(-1)).toEqual([batch])
  expect(wholeMessage([batch])?.[0]).toBe(batch.frame)
  expect(numbersOf(pack(FLOW, [batch]))).toEqual([5, 6, 7])
})

it('is settled once the next Pea has received all of it', () => {
  const { receiver, next, acknowledgements } = relay(3)
  next.sender.onAck(ack({ received: 7 }))
  expect(acknowledgements().at(-1)).toMatchObject({ received: 3, settledBelow: 0 })
  next.sender.onAck(ack({ received: 8, settledBelow: 6 }))
  receiver.scheduleAck()
  expect(acknowledgements().at(-1)).toMatchObject({ received: 3, settledBelow: 3 })
  expect(next.sender.unsettled).toBe(2)
})

it('is returned message by message when the next Pea ends, and settled when another Pea has the last of them', () => {
  const { next, receiver, acknowledgements } = relay(4)
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

it('is resent from the first message that is missing, with the time that is left', () => {
  const { next, sent } = relay(4)
  next.sender.onGreeting(greeting({ sends: false, received: 7 }), next.connection)
  next.scheduler.flush()
  const records = sent.at(-1) as WireRecord[]
  expect(numbersOf(pack(FLOW, records))).toEqual([7, 8])
  expect(records.map((record) => 'timeLeft' in record && record.timeLeft < 60_000)).toEqual([true, true])
})

it('drops only the message of a request that is cancelled', () => {
  const { next } = relay(3)
  for (const delivery of next.sender.deliveriesOf(new Set([101, 999]))) delivery.isDropped = true
  expect(next.sender.detach().map(({ request, isDropped }) => [request, isDropped])).toEqual([
    [100, false],
    [101, true],
    [102, false],
  ])
})

it('settles a repeat of one of its messages together with the batch', () => {
  const { joiner, next } = relay(3)
  const repeating = openReceiver((acknowledgement, batch) => {
    for (const message of batch.messages()) expect(joiner.add(0, acknowledgement, message)).toBeUndefined()
    return true
  })
  repeating.receiver.onBatch(batchOf(1))
  expect(repeating.acknowledgements().at(-1)).toMatchObject({ received: 1, settledBelow: 0 })
  next.sender.onAck(ack({ received: 8 }))
  expect(repeating.acknowledgements().at(-1)).toMatchObject({ received: 1, settledBelow: 1 })
})

it('releases its memory once the next Pea has settled all of it', () => {
  const { batch, next } = relay(2, 'x'.repeat(20_000))
  const { buffer, length } = batch.frame
  next.sender.onAck(ack({ received: 7, settledBelow: 6 }))
  expect(receivePool.acquire(length).buffer).not.toBe(buffer)
  next.sender.onAck(ack({ received: 7, settledBelow: 7 }))
  expect(receivePool.acquire(length).buffer).toBe(buffer)
})

it('cannot be acknowledged before it was sent', () => {
  const { next } = relay(2)
  expect(next.sender.onAck(ack({ received: 8 }))).toBe(false)
})

/** A receiver that relays this many messages to the next Pea, which has received five messages before. */
function relay(count: number, payload?: string) {
  const next = openSender('c/0')
  next.sender.onAck(ack({ received: 0 }))
  sendMessages(next, 5)
  next.sender.onAck(ack({ received: 5, settledBelow: 5 }))
  const joiner = new Joiner({ isFinal: false, encodeFailure: () => Buffer.alloc(0), onSuperseded: () => {} })
  joiner.wire({ edges: [0], isReplica: false })
  let relayed: Batch | undefined
  const opened = openReceiver((acknowledgement, batch) => {
    relayed = batch
    next.sender.relay(joiner.relay(batch, acknowledgement) as RelayedBatch)
    return true
  })
  expect(opened.receiver.onBatch(batchOf(count, payload))).toBe(true)
  next.scheduler.flush()
  return { batch: relayed as Batch, next, sent: next.sent, joiner, ...opened }
}
