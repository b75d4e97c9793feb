import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ack, batchOf, openReceiver, openSender, sendMessages } from './ends.ts'

it('counts what the peer still has to work on, not what it has called, even while that is unsettled', () => {
  const sender = openSender('b/0')
  sender.sender.onAck(ack({ received: 0 }))
  sendMessages(sender, 3)
  expect(sender.sender.load).toBe(3)
  sender.sender.onAck(ack({ received: 3, running: [0] }))
  expect(sender.sender.load).toBe(3)
  sender.sender.onAck(ack({ received: 3, running: [1] }))
  expect([sender.sender.load, sender.sender.unsettled]).toEqual([2, 3])
  sender.sender.onAck(ack({ received: 3, settledBelow: 3 }))
  expect([sender.sender.load, sender.sender.unsettled]).toEqual([0, 0])
})

it('counts what is redelivered to another peer as not called', () => {
  const [died, next] = [openSender('b/0'), openSender('b/1')]
  for (const { sender } of [died, next]) sender.onAck(ack({ received: 0 }))
  sendMessages(died, 2)
  died.sender.onAck(ack({ received: 2, running: [0] }))
  died.sender.onAck(ack({ received: 2 }))
  for (const delivery of died.sender.detach()) next.sender.send(delivery)
  expect([died.sender.load, next.sender.load]).toEqual([0, 2])
})

const steps = fc.array(
  fc.record({
    send: fc.integer({ min: 1, max: 5 }),
    settledBelow: fc.nat(40),
    running: fc.uniqueArray(fc.nat(40), { maxLength: 4 }),
  }),
  { maxLength: 30 },
)

it('is what is unsettled, without what has been called, whatever is acknowledged', () => {
  fc.assert(
    fc.property(steps, (script) => {
      const sender = openSender('b/0')
      sender.sender.onAck(ack({ received: 0 }))
      const called = new Set<number>()
      let [next, before] = [0, new Set<number>()]
      for (const step of script) {
        next += step.send
        sendMessages(sender, step.send)
        const settledBelow = Math.min(step.settledBelow, next)
        const running = step.running.filter((seq) => seq < next)
        expect(sender.sender.onAck(ack({ received: next, settledBelow, running }))).toBe(true)
        const open = new Set(sender.sender.deliveries().map(({ seq }) => seq))
        for (const seq of before) if (!running.includes(seq)) called.add(seq)
        for (const seq of running) called.delete(seq)
        before = new Set(running.filter((seq) => open.has(seq)))
        expect(sender.sender.load).toBe([...open].filter((seq) => !called.has(seq)).length)
      }
    }),
  )
})

it('is acknowledged as soon as a call ends, unless calls take less time than a pack', () => {
  for (const isFast of [false, true]) {
    const { receiver, scheduler, written } = openReceiver((acknowledgement) => {
      acknowledgement.begin()
      scheduler.flush()
      acknowledgement.end()
      scheduler.flush()
      return true
    }, isFast)
    receiver.onBatch(batchOf(1))
    const running = written.flat().flatMap((record) => ('running' in record ? [record.running] : []))
    expect(running.slice(1)).toEqual(isFast ? [[0]] : [[0], []])
  }
})
