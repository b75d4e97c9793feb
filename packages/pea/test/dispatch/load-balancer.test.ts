import { expect, it } from 'vitest'
import { balancerOf } from '../../src/dispatch/load-balancer.ts'
import { ack, openSender, sendMessages } from '../link/ends.ts'

it('balances by what a peer has to do, not by what it has not been rid of', () => {
  const [free, busy] = [openSender('b/0'), openSender('b/1')]
  for (const sender of [free, busy]) sender.sender.onAck(ack({ received: 0, limit: 4 }))
  sendMessages(free, 2)
  sendMessages(busy, 1)
  // Both calls are over, but the next Pea has not said yet that it got what was made.
  free.sender.onAck(ack({ received: 2, limit: 4, running: [0, 1] }))
  free.sender.onAck(ack({ received: 2, limit: 4 }))
  busy.sender.onAck(ack({ received: 1, limit: 4, running: [0] }))
  const balance = balancerOf('load_balance', false)
  const senders = [free.sender, busy.sender]
  expect(Array.from(senders, () => balance(senders, 1)?.peer)).toEqual(['b/0', 'b/0'])
})

it('gives of equals to the one that takes most, and to nobody without credit', () => {
  const [slow, fast] = [openSender('b/0'), openSender('b/1')]
  const balance = balancerOf('load_balance', false)
  const senders = [slow.sender, fast.sender]
  expect(balance(senders, 1)).toBeUndefined()
  slow.sender.onAck(ack({ received: 0, limit: 1 }))
  fast.sender.onAck(ack({ received: 0, limit: 2 }))
  expect(Array.from(senders, () => balance(senders, 1)?.peer)).toEqual(['b/1', 'b/1'])
})
