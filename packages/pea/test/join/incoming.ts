import type { DataRecord } from '@peaflow/protocol'
import type { Acknowledgement } from '../../src/link/acknowledgement.ts'
import { FlushScheduler } from '../../src/link/flush-scheduler.ts'
import { Receiver } from '../../src/link/receiver.ts'
import { Session } from '../../src/link/session.ts'
import { Counters } from '../../src/statistics/counters.ts'
import { arrive, greeting, ownerOf, record } from '../link/ends.ts'

/** A link from one peer, and what its receiver has acknowledged. */
export class Incoming {
  readonly #taken: Acknowledgement[] = []
  readonly #scheduler = new FlushScheduler()
  readonly #receiver: Receiver
  #seq = 0
  /** How far the receiver has settled, and the credit that it has granted beyond the first 100 messages. */
  settledBelow = 0
  processed = 0
  running: readonly number[] = []

  constructor() {
    const listener = {
      calls: false,
      joins: false,
      prefetch: { isFast: false, limit: 100 },
      onMessage: () => undefined,
      onBatch: (acknowledgement: Acknowledgement) => this.#taken.push(acknowledgement) > 0,
    }
    this.#receiver = new Receiver('a/0', new Session(ownerOf(1), 0), {
      scheduler: this.#scheduler,
      listener,
      counters: new Counters(),
    })
    this.#receiver.onGreeting(greeting({ sends: true, received: 0 }), {
      send: (records) => {
        for (const one of records) if ('limit' in one) this.#onAck(one)
      },
    })
    this.flush()
  }

  /** These messages as they arrive, in one batch, with their acknowledgement. */
  batch(fields: readonly Partial<DataRecord>[]) {
    const batch = arrive(fields.map((one) => record({ ...one, seq: this.#seq++ })))
    this.#receiver.onBatch(batch)
    const acknowledgement = this.#taken.pop()
    if (acknowledgement === undefined) throw new Error('the receiver did not take the batch')
    return { batch, acknowledgement }
  }

  /** A message as it arrives, with its acknowledgement. */
  message(fields: Partial<DataRecord>) {
    const { batch, acknowledgement } = this.batch([fields])
    return { message: batch.message(0), acknowledgement }
  }

  flush(): this {
    this.#receiver.scheduleAck()
    this.#scheduler.flushAll()
    return this
  }

  #onAck({ limit, settledBelow, running }: { limit: number; settledBelow: number; running: readonly number[] }): void {
    this.settledBelow = settledBelow
    this.processed = limit - 100
    this.running = running
  }
}
