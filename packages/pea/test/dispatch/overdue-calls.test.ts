import { expect, it } from 'vitest'
import { findOverdue } from '../../src/dispatch/overdue-calls.ts'
import { Delivery } from '../../src/link/delivery.ts'
import { CountedOwner } from '../link/counted.ts'
import { messageOf } from '../link/ends.ts'
import { TestPeer } from './peers.ts'

const IGNORED = { onAck: () => undefined, onReturned: () => undefined }

// How much time the request had left, the Pod's limit, how long the call has run, and whether it is overdue: a peer has
// a second to report by itself that a call timed out.
const cases: [timeLeft: number, timeoutCall: number | undefined, elapsed: number, isOverdue: boolean][] = [
  [60_000, undefined, 50_000, false],
  [60_000, undefined, 61_500, true],
  [60_000, 150, 1_000, false],
  [60_000, 150, 1_300, true],
  [0, 5_000, 900, false],
  [0, 5_000, 1_300, true],
]

it.each(cases)('with %d ms left and a limit of %s, after %d ms: %s', (timeLeft, timeoutCall, elapsed, isOverdue) => {
  const peer = new TestPeer('b/0', IGNORED, true).start(1)
  const delivery = new Delivery(messageOf({ request: 7, timeLeft }), new CountedOwner(7))
  peer.sender.send(delivery)
  peer.acknowledge()
  expect(findOverdue([peer.sender], { timeoutCall, now: Number.POSITIVE_INFINITY })).toEqual([])
  peer.call()
  const overdue = findOverdue([peer.sender], { timeoutCall, now: delivery.begunAt + elapsed })
  expect(overdue.map(({ delivery: { request } }) => request)).toEqual(isOverdue ? [7] : [])
})
