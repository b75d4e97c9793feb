import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Acknowledgement } from '../../src/link/acknowledgement.ts'
import { type CountedOwner, countedDelivery } from './counted.ts'
import { ack, greeting, openSender, sendMessages } from './ends.ts'
import { TestLink } from './test-link.ts'

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('send' as const), count: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('move' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('process' as const), count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('settle' as const), count: fc.nat(1_000) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('limit' as const), count: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cut' as const), count: fc.constant(0) }) },
)

/** A link whose receiver processes and settles messages when it is told to. */
class History {
  readonly owners: CountedOwner[] = []
  readonly #unprocessed: Acknowledgement[] = []
  readonly #unsettled: Acknowledgement[] = []
  readonly link = new TestLink({
    onMessage: (acknowledgement) => {
      this.#unprocessed.push(acknowledgement)
      this.#unsettled.push(acknowledgement)
    },
  })

  send(count: number): void {
    for (let sent = 0; sent < count && this.link.sender.credit > 0; sent += 1) {
      const [delivery, owner] = countedDelivery(this.owners.length)
      this.owners.push(owner)
      this.link.sender.send(delivery)
    }
  }

  process(count: number): void {
    for (const acknowledgement of this.#unprocessed.splice(0, count)) acknowledgement.processed()
  }

  /** Settles one message, by any of the numbers. */
  settle(which: number): void {
    const [acknowledgement] = this.#unsettled.splice(which % Math.max(1, this.#unsettled.length), 1)
    acknowledgement?.settled()
  }

  end(): void {
    this.link.reconnect()
    this.link.settle()
    this.process(Number.POSITIVE_INFINITY)
    while (this.#unsettled.length > 0) this.settle(0)
    this.link.settle()
  }

  run({ type, count }: { readonly type: string; readonly count: number }): void {
    const { link } = this
    if (type === 'send') this.send(count)
    if (type === 'process') this.process(count)
    if (type === 'settle') this.settle(count)
    if (type === 'limit') link.limit = count
    if (type === 'cut') link.reconnect()
    link.flush()
    if (type === 'move') for (let moved = 0; moved < count; moved += 1) link.move()
  }
}

describe('whatever is cut and whenever its peer acknowledges', () => {
  const steps = fc.array(step, { maxLength: 80 })

  it('delivers every message once and in order, and settles each exactly once', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const history = new History()
        history.link.settle()
        for (const one of script) history.run(one)
        history.end()
        const { link, owners } = history
        expect(link.received).toEqual(owners.map(({ request }) => request))
        expect(owners.map(({ counts }) => counts)).toEqual(owners.map(() => [1, 1, 1]))
        expect([link.violations, link.sender.unsettled, link.sender.load]).toEqual([0, 0, 0])
      }),
      { numRuns: 200 },
    )
  })

  it('never exceeds the credit', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const history = new History()
        history.link.settle()
        let limit = history.link.limit
        for (const one of script) {
          history.run(one)
          limit = Math.max(limit, history.link.limit)
          const { credit, unsettled } = history.link.sender
          expect(credit).toBeLessThanOrEqual(limit)
          expect(history.link.received.length - history.owners.length).toBeLessThanOrEqual(0)
          expect(unsettled).toBeLessThanOrEqual(history.owners.length)
        }
        expect(history.link.violations).toBe(0)
      }),
      { numRuns: 100 },
    )
  })
})

it('has no credit before its peer has granted some, and none while the connection is down', () => {
  const { sender, connection } = openSender('b/0')
  expect(sender.credit).toBe(0)
  sender.onAck(ack({ received: 0, limit: 5 }))
  expect(sender.credit).toBe(5)
  sender.onConnected(connection)
  expect(sender.credit).toBe(0)
})

it('does not believe an acknowledgement of what it has not sent', () => {
  const opened = openSender('b/0')
  opened.sender.onAck(ack({ received: 0 }))
  sendMessages(opened, 2)
  expect(opened.sender.onAck(ack({ received: 3 }))).toBe(false)
  expect(opened.sender.onAck(ack({ received: 2, running: [2] }))).toBe(false)
  expect(opened.sender.onAck(ack({ received: 2, running: [1] }))).toBe(true)
})

it('never takes credit back', () => {
  const { sender } = openSender('b/0')
  sender.onAck(ack({ received: 0, limit: 5 }))
  sender.onAck(ack({ received: 0, limit: 3 }))
  expect(sender.credit).toBe(5)
})

it('resends from the first message that its peer has not received, with the time that is left', () => {
  const opened = openSender('b/0')
  const { sender, scheduler, connection, sent } = opened
  sender.onAck(ack({ received: 0 }))
  sendMessages(opened, 4)
  sender.onGreeting(greeting({ sends: false, received: 2 }), connection)
  scheduler.flush()
  expect(sent.at(-1)).toMatchObject([{ seq: 2 }, { seq: 3 }])
  for (const record of sent.at(-1) ?? []) expect('timeLeft' in record && record.timeLeft).toBeLessThan(60_000)
})

it('returns what is unsettled, oldest first, when its peer has been replaced', () => {
  const returned: number[][] = []
  const opened = openSender('b/0')
  const { sender, connection } = opened
  sender.onAck(ack({ received: 0 }))
  sendMessages(opened, 3)
  sender.onAck(ack({ received: 3, settled: [1, 2] }))
  const before = sender.detach()
  returned.push(before.map(({ request }) => request))
  expect(returned).toEqual([[100, 102]])
  sender.onGreeting(greeting({ sends: false, received: 0, incarnation: 2 }), connection)
  expect([sender.unsettled, sender.credit, sender.running]).toEqual([0, 0, []])
})
