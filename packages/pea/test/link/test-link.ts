import { type Batch, pack, type ReceivedMessage, unpack, type WireRecord } from '@peaflow/protocol'
import type { Acknowledgement } from '../../src/link/acknowledgement.ts'
import type { Delivery } from '../../src/link/delivery.ts'
import { FlushScheduler } from '../../src/link/flush-scheduler.ts'
import { Receiver } from '../../src/link/receiver.ts'
import { Sender, type SenderListener } from '../../src/link/sender.ts'
import { Session } from '../../src/link/session.ts'
import { Counters } from '../../src/statistics/counters.ts'
import { FLOW, ownerOf } from './ends.ts'

/** What a message's receiver does with it. */
export interface TestLinkEvents {
  onMessage(acknowledgement: Acknowledgement, message: ReceivedMessage): void
  onBatch?(acknowledgement: Acknowledgement, batch: Batch): boolean
  onAck?(): void
}

/** A connection that can break: what is under way is lost, and what is sent afterwards too. */
class TestConnection {
  readonly packs: Buffer[][] = []
  isOpen = true

  send(records: readonly WireRecord[]): void {
    if (this.isOpen) this.packs.push(pack(FLOW, records).map((frame) => Buffer.from(frame)))
  }
}

/** A sender and its receiver, and a connection between them on which packs move only when a test says so. */
export class TestLink implements SenderListener {
  readonly sender: Sender
  receiver: Receiver
  limit = 8
  /** How many records broke the protocol. */
  violations = 0
  /** The requests that this incarnation of the receiver has received, in order. */
  received: number[] = []
  readonly #events: TestLinkEvents
  readonly #senderScheduler = new FlushScheduler()
  #receiverScheduler = new FlushScheduler()
  #incarnation = 0
  #down = new TestConnection()
  #up = new TestConnection()

  constructor(events: TestLinkEvents) {
    this.#events = events
    const options = { scheduler: this.#senderScheduler, listener: this, counters: new Counters() }
    this.sender = new Sender('b/0', new Session(ownerOf(1, 'a/0'), 0), options)
    this.receiver = this.#openReceiver()
    this.reconnect()
  }

  /** Breaks the connection, and opens another one. */
  reconnect(): void {
    this.#down.isOpen = this.#up.isOpen = false
    this.#down = new TestConnection()
    this.#up = new TestConnection()
    this.sender.onConnected(this.#down)
  }

  /** Replaces the receiver by one that knows nothing, and returns what the old one had not settled. */
  restartReceiver(): Delivery[] {
    this.received = []
    this.receiver = this.#openReceiver()
    const deliveries = this.sender.detach()
    this.reconnect()
    return deliveries
  }

  /** Sends what is due on both ends. */
  flush(): void {
    this.#senderScheduler.flushAll()
    this.#receiverScheduler.flushAll()
  }

  /** Moves one pack in each direction. Returns whether there was any. */
  move(): boolean {
    const down = this.#down.packs.shift()
    for (const record of recordsOf(down)) this.#receive(record)
    const up = this.#up.packs.shift()
    for (const record of recordsOf(up)) this.#acknowledge(record)
    return down !== undefined || up !== undefined
  }

  /** Moves packs until nothing is due. */
  settle(): void {
    do this.flush()
    while (this.move())
  }

  onAck(): void {
    this.#events.onAck?.()
  }

  onReturned(sender: Sender, deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) sender.send(delivery)
  }

  #receive(record: WireRecord): void {
    if ('pea' in record) this.receiver.onGreeting(record, this.#up)
    else if (!('starts' in record) || !this.receiver.onBatch(record)) this.violations += 1
  }

  #acknowledge(record: WireRecord): void {
    if ('pea' in record) this.sender.onGreeting(record, this.#down)
    else if (!('limit' in record) || !this.sender.onAck(record)) this.violations += 1
  }

  #openReceiver(): Receiver {
    this.#incarnation += 1
    this.#receiverScheduler = new FlushScheduler()
    const { received } = this
    const link = this
    const listener = {
      calls: false,
      joins: false,
      prefetch: {
        isFast: false,
        get limit() {
          return link.limit
        },
      },
      onMessage: (_edge: number, acknowledgement: Acknowledgement, message: ReceivedMessage) => {
        received.push(message.request)
        this.#events.onMessage(acknowledgement, message)
      },
      onBatch: (acknowledgement: Acknowledgement, batch: Batch) => {
        if (this.#events.onBatch?.(acknowledgement, batch) !== true) return false
        for (let index = 0; index < batch.count; index += 1) received.push(batch.requestAt(index))
        return true
      },
    }
    const session = new Session(ownerOf(this.#incarnation), 0)
    return new Receiver('a/0', session, { scheduler: this.#receiverScheduler, listener, counters: new Counters() })
  }
}

function recordsOf(frames: Buffer[] | undefined): WireRecord[] {
  if (frames === undefined) return []
  return [...(unpack(FLOW, { frames, arrivedAt: performance.now() }) ?? [])]
}
