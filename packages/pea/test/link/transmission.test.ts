import { NO_DEADLINE } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Transmission } from '../../src/link/transmission.ts'
import { Unsettled } from '../../src/link/unsettled.ts'
import { countedDelivery } from './counted.ts'

/** Unsettled deliveries with payloads of this many bytes. */
function unsettledOf(count: number, bytes = 10): Unsettled {
  const unsettled = new Unsettled()
  for (let request = 0; request < count; request += 1) {
    const [delivery] = countedDelivery(request, { payload: Buffer.alloc(bytes) })
    delivery.seq = unsettled.next
    delivery.markSent()
    unsettled.add(delivery)
  }
  return unsettled
}

/** The sequence numbers of every pack until nothing is pending. */
function packsOf(transmission: Transmission): number[][] {
  const packs: number[][] = []
  while (transmission.isPending)
    packs.push(transmission.nextPack(0).flatMap((record) => ('seq' in record ? [record.seq] : [])))
  return packs
}

it('sends everything that is unsettled once, in order, from wherever it starts over', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), fc.array(fc.nat(60)), (count, from, settled) => {
      const unsettled = unsettledOf(count)
      unsettled.receive(count)
      for (const seq of settled) unsettled.settle(seq, Math.min(seq + 1, count))
      const transmission = new Transmission(unsettled)
      transmission.next = Math.min(from, count)
      const open = unsettled.deliveries().map(({ seq }) => seq)
      expect(packsOf(transmission).flat()).toEqual(open.filter((seq) => seq >= from))
    }),
  )
})

it('begins another pack after 256 KiB', () => {
  const packs = packsOf(new Transmission(unsettledOf(40, 20_000)))
  expect(packs.map(({ length }) => length)).toEqual([14, 14, 12])
})

it('states the time that is left as whole milliseconds, and never as less than none', () => {
  const unsettled = unsettledOf(1)
  const [delivery] = unsettled.deliveries()
  const deadline = delivery?.deadline ?? 0
  for (const [now, timeLeft] of [
    [deadline + 1, 0],
    [deadline - 7.5, 7],
    [Number.NEGATIVE_INFINITY, NO_DEADLINE],
  ] as const) {
    new Transmission(unsettled).nextPack(now)
    expect(delivery?.timeLeft).toBe(timeLeft)
  }
})
