import type { WireRecord } from '@peaflow/protocol'
import { FlushScheduler } from '../../src/link/flush-scheduler.ts'
import { Sender, type SenderListener } from '../../src/link/sender.ts'
import { Session } from '../../src/link/session.ts'
import { Counters } from '../../src/statistics/counters.ts'
import { ack, greeting, ownerOf } from '../link/ends.ts'

/** A message that a peer has received. */
export interface PeerMessage {
  readonly seq: number
  readonly request: number
  readonly shard: number
  readonly shards: number
  readonly isUrgent: boolean
  readonly piece: number | undefined
}

/** A peer of an edge, and the sender that leads to it. Acknowledges only when a test says so. */
export class TestPeer {
  readonly sender: Sender
  readonly calls: boolean
  readonly joins: boolean
  /** What this incarnation has received. */
  received: PeerMessage[] = []
  /** The most messages that it accepted without processing one. */
  limit = 0
  isUp = false
  /** How many messages came beyond its credit. */
  violations = 0
  readonly #scheduler = new FlushScheduler()
  readonly #settled = new Set<number>()
  #running: number[] = []
  #incarnation = 0

  constructor(id: string, listener: SenderListener, calls = false, joins = false) {
    this.calls = calls
    this.joins = joins
    this.sender = new Sender(id, new Session(ownerOf(1, 'a/0'), 0), {
      scheduler: this.#scheduler,
      listener,
      counters: new Counters(),
    })
  }

  get incarnation(): number {
    return this.#incarnation
  }

  /** What it has not settled. */
  get unsettled(): PeerMessage[] {
    return this.received.filter(({ seq }) => !this.#settled.has(seq))
  }

  /** Greets as a new incarnation, with credit for this many messages. */
  start(limit: number): this {
    this.#incarnation += 1
    this.isUp = true
    this.received = []
    this.#settled.clear()
    this.#running = []
    this.limit = 0
    const session = { incarnation: this.#incarnation, calls: this.calls, joins: this.joins }
    this.sender.onGreeting(greeting({ sends: false, received: 0, ...session }), {
      send: (records) => this.#take(records),
    })
    this.grant(limit)
    return this
  }

  /** Grants credit for this many messages more than it has settled. */
  grant(limit: number): void {
    this.limit = Math.max(this.limit, this.#settled.size + limit)
    this.acknowledge()
  }

  /** Settles one of the messages, by any of the numbers. */
  settle(which = 0): void {
    const { unsettled } = this
    const message = unsettled[which % Math.max(1, unsettled.length)]
    if (message === undefined) return
    this.#settled.add(message.seq)
    this.#running = this.#running.filter((seq) => seq !== message.seq)
    this.limit += 1
    this.acknowledge()
  }

  /** Calls the oldest messages that are not settled. */
  call(count = 1): void {
    this.#running = this.unsettled.slice(0, count).map(({ seq }) => seq)
    this.acknowledge()
  }

  acknowledge(): void {
    if (!this.isUp) return
    this.#scheduler.flush()
    const settled = [...this.#settled].flatMap((seq) => [seq, seq + 1])
    this.sender.onAck(ack({ received: this.received.length, limit: this.limit, settled, running: this.#running }))
    this.#scheduler.flush()
  }

  #take(records: readonly WireRecord[]): void {
    for (const record of records) {
      if (!('seq' in record)) continue
      const { seq, request, shard, shards, isUrgent, piece } = record
      if (seq >= this.limit) this.violations += 1
      this.received.push({ seq, request, shard, shards, isUrgent, piece: piece?.index })
    }
  }
}
