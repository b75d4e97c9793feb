import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Redelivery } from '../../src/dispatch/redelivery.ts'
import { countedDelivery } from '../link/counted.ts'
import { TestPeer } from './peers.ts'

/** The senders of a join: what each redelivers, in its own order, to its end of the Pea that joins. */
function openJoin(orders: readonly (readonly number[])[], credit: number) {
  return orders.map((requests, index) => {
    const redelivery = new Redelivery()
    const listener = { onAck: () => redelivery.pump([peer.sender]), onReturned: () => undefined }
    const peer: TestPeer = new TestPeer('join/0', listener, true, true)
    peer.start(credit)
    for (const request of requests) redelivery.add(countedDelivery(request)[0])
    redelivery.pump([peer.sender])
    return { index, redelivery, peer }
  })
}

/** Processes what has arrived, and settles the requests of which every sender has sent a message. */
function work(links: ReturnType<typeof openJoin>): void {
  for (const { peer } of links) peer.grant(peer.received.length + 1)
  const isComplete = (request: number) =>
    links.every(({ peer }) => peer.received.some((message) => message.request === request))
  for (const { peer } of links) {
    const which = peer.unsettled.findIndex(({ request }) => isComplete(request))
    if (which >= 0) peer.settle(which)
  }
}

it('repeats the messages of a join to the end, in whatever order each sender has them', () => {
  const orders = fc
    .integer({ min: 1, max: 6 })
    .chain((count) => fc.array(permutation(count), { minLength: 2, maxLength: 4 }))
  fc.assert(
    fc.property(orders, fc.integer({ min: 1, max: 3 }), (orders, credit) => {
      const links = openJoin(orders, credit)
      const total = orders.flat().length
      for (let round = 0; round < 2 * total + 2; round += 1) work(links)
      expect(links.map(({ peer }) => peer.unsettled.length)).toEqual(orders.map(() => 0))
      expect(links.map(({ redelivery }) => redelivery.isActive)).toEqual(orders.map(() => false))
      expect(links.map(({ peer }) => peer.received.map(({ request }) => request))).toEqual(orders)
    }),
    { numRuns: 200 },
  )
})

it('marks what it sends to a join that calls as urgent, but not as alone', () => {
  const [link] = openJoin([[]], 2)
  const deliveries = [0, 1].map((request) => countedDelivery(request)[0])
  for (const delivery of deliveries) link?.redelivery.add(delivery)
  if (link !== undefined) link.redelivery.pump([link.peer.sender])
  link?.peer.acknowledge()
  expect(link?.peer.received.map(({ isUrgent }) => isUrgent)).toEqual([true, true])
  expect(deliveries.map(({ isIsolated }) => isIsolated)).toEqual([false, false])
})

function permutation(count: number): fc.Arbitrary<number[]> {
  return fc.shuffledSubarray(
    Array.from({ length: count }, (_, request) => request),
    { minLength: count },
  )
}
