import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Acknowledgement } from '../../src/link/acknowledgement.ts'
import { RelayedBatch } from '../../src/link/relayed-batch.ts'
import { Unsettled } from '../../src/link/unsettled.ts'
import { type CountedOwner, countedDelivery } from './counted.ts'
import { arrive, openReceiver, record } from './ends.ts'

/** An acknowledgement of which nothing is expected. */
function anAck(): Acknowledgement {
  const taken: Acknowledgement[] = []
  openReceiver((one) => taken.push(one) > 0).receiver.onBatch(arrive([record({})]))
  return taken[0] as Acknowledgement
}

const step = fc.oneof(
  fc.record({ type: fc.constant('add' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ type: fc.constant('addAll' as const), count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ type: fc.constant('receive' as const), count: fc.nat(12) }),
  fc.record({ type: fc.constant('settle' as const), count: fc.nat(30) }),
  fc.record({ type: fc.constant('split' as const), count: fc.nat(30) }),
)

/** The messages under test, beside the same in the plainest way. */
class History {
  readonly unsettled = new Unsettled()
  readonly owners: CountedOwner[] = []
  /** What is not settled. */
  readonly open = new Set<number>()
  next = 0
  received = 0

  run({ type, count }: { readonly type: string; readonly count: number }): void {
    if (type === 'add') this.#add(count)
    else if (type === 'addAll') this.#addAll(count)
    else if (type === 'receive') this.#receive(count)
    else if (type === 'settle') this.#settle(count, Math.min(this.received, count + 3))
    else if (this.open.has(count)) expect(this.unsettled.deliveryAt(count)?.request).toBe(count)
  }

  #add(count: number): void {
    for (let added = 0; added < count; added += 1) {
      const [delivery, owner] = countedDelivery(this.next)
      delivery.seq = this.next
      delivery.markSent()
      this.owners.push(owner)
      this.unsettled.add(delivery)
      this.open.add(this.next++)
    }
  }

  #addAll(count: number): void {
    const records = Array.from({ length: count }, () => {
      this.open.add(this.next)
      return record({ seq: this.next, request: this.next++ })
    })
    this.unsettled.addAll(new RelayedBatch(arrive(records), anAck(), () => undefined))
  }

  #receive(count: number): void {
    this.received = Math.min(this.next, this.received + count)
    this.unsettled.receive(this.received)
  }

  #settle(from: number, to: number): void {
    this.unsettled.settle(from, to)
    for (let seq = from; seq < to; seq += 1) this.open.delete(seq)
  }
}

it('knows what is unsettled, in order, however it was added and settled', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (script) => {
      const history = new History()
      const { unsettled, open, owners } = history
      for (const one of script) {
        history.run(one)
        expect([unsettled.size, unsettled.load]).toEqual([open.size, open.size])
        expect(unsettled.base).toBe(Math.min(...open, history.next))
        for (const { counts } of owners) expect(Math.max(...counts)).toBeLessThanOrEqual(1)
      }
      const some = unsettled.deliveriesOf(new Set([1, 4])).map(({ request }) => request)
      expect(some).toEqual([1, 4].filter((request) => open.has(request)))
      expect(unsettled.deliveries().map(({ request }) => request)).toEqual([...open])
      expect(unsettled.deliveries().map(({ seq }) => seq)).toEqual([...open])
    }),
    { numRuns: 100 },
  )
})

it('counts a call that has ended as no load, once', () => {
  const unsettled = new Unsettled()
  const [delivery] = countedDelivery(0)
  unsettled.add(delivery)
  for (let times = 0; times < 2; times += 1) unsettled.endCall(delivery)
  expect([unsettled.size, unsettled.load]).toEqual([1, 0])
  unsettled.clear()
  unsettled.endCall(delivery)
  expect([unsettled.size, unsettled.load, unsettled.next]).toEqual([0, 0, 0])
})
