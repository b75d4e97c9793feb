import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Backlog } from '../../src/dispatch/backlog.ts'
import { Broadcast } from '../../src/dispatch/broadcast.ts'
import { countedDelivery } from '../link/counted.ts'

it('gives out what passes a test from both queues, and keeps the rest in order', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 30 }), fc.func(fc.boolean()), (broadcasts, isWanted) => {
      const backlog = new Backlog()
      for (const [request, isForAll] of broadcasts.entries()) {
        const [delivery, owner] = countedDelivery(request)
        if (isForAll) backlog.all.push(new Broadcast(delivery.message, owner))
        else backlog.any.push(delivery)
      }
      const requests = broadcasts.map((_, request) => request)
      const extracted = backlog.extract(({ request }) => isWanted(request)).map(({ request }) => request)
      expect(extracted.sort((a, b) => a - b)).toEqual(requests.filter((request) => isWanted(request)))
      expect(backlog.size).toBe(broadcasts.length - extracted.length)
      const left = requests.filter((request) => !isWanted(request) && !broadcasts[request])
      expect(left.map(() => backlog.any.shift()?.request)).toEqual(left)
    }),
  )
})

it('drops a broadcast as one delivery of its owner', () => {
  const [delivery, owner] = countedDelivery(7)
  const broadcast = new Broadcast(delivery.message, owner)
  expect([broadcast.request, broadcast.deadline]).toEqual([7, delivery.deadline])
  broadcast.drop()
  expect(owner.counts).toEqual([1, 1, 0])
})
