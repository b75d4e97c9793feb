import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DeliveryGroup } from '../../src/link/delivery-group.ts'

class Group extends DeliveryGroup {
  readonly events: string[] = []

  constructor(deliveries: number) {
    super()
    this.expect(deliveries)
  }

  protected override allSent(): void {
    this.events.push('sent')
  }

  protected override allReceived(): void {
    this.events.push('received')
  }

  protected override allSettled(): void {
    this.events.push('settled')
  }
}

it('acts on the last delivery, once for each event', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), (count) => {
      const group = new Group(count)
      const events = ['sent', 'received', 'settled'] as const
      for (const [index, event] of events.entries()) {
        for (let times = 1; times < count; times += 1) group[event]()
        expect(group.events).toEqual(events.slice(0, index))
        group[event]()
        expect(group.events).toEqual(events.slice(0, index + 1))
      }
    }),
  )
})
