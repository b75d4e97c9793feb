import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PendingRequest } from '../../src/join/pending-request.ts'
import { Incoming } from './incoming.ts'

/** A request that is complete after these many messages, and the link that they came by. */
function pendingOf(messages: number) {
  const link = new Incoming()
  const received: PendingRequest[] = []
  const arrived = Array.from({ length: messages }, () => link.message({ request: 7, endpoint: '/x' }))
  const [first] = arrived
  if (first === undefined) throw new Error('a request has at least one message')
  const pending = new PendingRequest(first.message, (one) => received.push(one))
  for (const { acknowledgement } of arrived) pending.addAck(acknowledgement)
  pending.complete(first.message, messages > 1 ? arrived.map(({ message }) => message.payload) : undefined)
  return { link, pending, received }
}

it('frees the credit of all messages once its result is sent on every edge, and settles them once it is received', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }), (messages, edges) => {
      const { link, pending, received } = pendingOf(messages)
      pending.sendOn(edges)
      for (let sent = 0; sent < edges; sent += 1) {
        expect(link.flush().processed).toBe(0)
        pending.sent()
      }
      for (let times = 0; times < edges; times += 1) {
        expect(link.flush()).toMatchObject({ processed: messages, settledBelow: 0 })
        expect(received).toEqual([])
        pending.received()
      }
      expect(link.flush().settledBelow).toBe(messages)
      expect(received).toEqual([pending])
    }),
    { numRuns: 30 },
  )
})

it('is over at once where no edge leads on', () => {
  const { link, pending, received } = pendingOf(2)
  pending.sendOn(0)
  expect(link.flush()).toMatchObject({ processed: 2, settledBelow: 2 })
  expect([received, pending.state]).toEqual([[pending], 'sending'])
})

it('tells every sender when its call begins and ends', () => {
  const { link, pending } = pendingOf(3)
  pending.begin()
  expect([link.flush().running, pending.state]).toEqual([[0, 1, 2], 'running'])
  pending.end()
  expect(link.flush().running).toEqual([])
})

it('can be sent on as the message that it came in, until it forgets that', () => {
  const { pending } = pendingOf(1)
  expect(pending).toMatchObject({ request: 7, endpoint: '/x', isSingle: true, payloadBytes: 1 })
  expect(pending.raw).toBeDefined()
  pending.release()
  expect([pending.isSingle, pending.raw, pending.payloads.map(({ length }) => length)]).toEqual([false, undefined, [0]])
})
