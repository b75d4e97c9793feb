import { expect, it, vi } from 'vitest'
import { balancerOf, pollingOf } from '../../src/dispatch/load-balancer.ts'
import { ack, openSender, sendMessages } from '../link/ends.ts'

it('balances by the load of a peer, not by what it has not settled', () => {
  const [free, busy] = [openSender('b/0'), openSender('b/1')]
  for (const sender of [free, busy]) sender.sender.onAck(ack({ received: 0, limit: 4 }))
  sendMessages(free, 2)
  sendMessages(busy, 1)
  // Both calls have ended, but the next Pea has not acknowledged their results yet.
  free.sender.onAck(ack({ received: 2, limit: 4, running: [0, 1] }))
  free.sender.onAck(ack({ received: 2, limit: 4 }))
  busy.sender.onAck(ack({ received: 1, limit: 4, running: [0] }))
  const balance = balancerOf('load_balance', false)
  const senders = [free.sender, busy.sender]
  expect(Array.from(senders, () => balance(senders, 1)?.peer)).toEqual(['b/0', 'b/0'])
})

it('picks the peer with the most credit among equals, and none without credit', () => {
  const [slow, fast] = [openSender('b/0'), openSender('b/1')]
  const balance = balancerOf('load_balance', false)
  const senders = [slow.sender, fast.sender]
  expect(balance(senders, 1)).toBeUndefined()
  slow.sender.onAck(ack({ received: 0, limit: 1 }))
  fast.sender.onAck(ack({ received: 0, limit: 2 }))
  expect(Array.from(senders, () => balance(senders, 1)?.peer)).toEqual(['b/1', 'b/1'])
})

it('gives up to eight messages in a row to a peer with plenty of credit', () => {
  const senders = [openSender('b/0'), openSender('b/1')].map(({ sender }) => sender)
  for (const sender of senders) sender.onAck(ack({ received: 0, limit: 100 }))
  const balance = balancerOf('load_balance', false)
  const picked = Array.from({ length: 16 }, () => balance(senders, 1)?.peer)
  expect(picked).toEqual([...Array(8).fill(picked[0]), ...Array(8).fill(picked[8])])
  expect(picked[0]).not.toBe(picked[8])
})

it('sends in turn to peers whose calls take long, however much credit they have for their batches', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  vi.advanceTimersByTime(1_000)
  const all = [openSender('b/0'), openSender('b/1')]
  for (const one of all) {
    one.sender.onAck(ack({ received: 0, limit: 100 }))
    sendMessages(one, 2)
    for (const running of [[0], [1]]) {
      one.sender.onAck(ack({ received: 2, limit: 100, running }))
      vi.advanceTimersByTime(10)
    }
    one.sender.onAck(ack({ received: 2, limit: 100, settledBelow: 2 }))
  }
  vi.useRealTimers()
  const balance = balancerOf('load_balance', false)
  const picked = Array.from({ length: 6 }, () => {
    const next = balance(
      all.map(({ sender }) => sender),
      1,
    )
    const one = all.find(({ sender }) => sender === next)
    if (one !== undefined) sendMessages(one, 1)
    return one?.sender.peer
  })
  expect(picked.filter((peer) => peer === 'b/0')).toHaveLength(3)
})

it('polls as the endpoint says, else as the default says, else any', () => {
  expect(pollingOf('all', '/x')).toBe('all')
  expect(pollingOf({ '/x': 'all', default: 'any' }, '/x')).toBe('all')
  expect(pollingOf({ default: 'all' }, '/x')).toBe('all')
  expect(pollingOf({}, 'toString')).toBe('any')
})
