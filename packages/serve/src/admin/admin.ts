import type { RunningFlow } from '@peaflow/engine'
import { Traces } from '../traces/traces.ts'
import { type AdminStatus, readAdminStatus } from './admin-status.ts'
import type { Administration } from './administration.ts'
import { EventStreams } from './event-streams.ts'
import { RateMeter } from './rate-meter.ts'
import { StreamLimit } from './stream-limit.ts'

/** The most event streams, logs that are followed, and taps that are open at once. */
const MAX_STREAMS = 64
const MAX_TAPS = 32

/** What the admin API answers from, one for each Flow, whichever ways it is reached. */
export class Admin {
  readonly running: RunningFlow
  readonly administration: Administration
  readonly traces: Traces
  readonly rates: RateMeter
  readonly events: EventStreams
  readonly streams = new StreamLimit(MAX_STREAMS)
  readonly taps = new StreamLimit(MAX_TAPS)
  readonly #isLeaving: () => boolean
  readonly #urls = new Set<string>()
  readonly #ends = new Set<() => void>()

  /** @param isLeaving - whether its server is being closed */
  constructor(running: RunningFlow, administration: Administration, isLeaving = () => false) {
    this.running = running
    this.#isLeaving = isLeaving
    this.administration = administration
    const { journal } = administration
    this.traces = new Traces(() => running.plan)
    this.events = new EventStreams({ journal, traces: this.traces, readStatus: () => this.status() })
    this.rates = new RateMeter(running, (rates) => this.events.measured(rates))
    void running.stopped.then(() => {
      this.rates.close()
      this.events.close()
      for (const end of [...this.#ends]) end()
    })
  }

  /** The Flow is served there. Returns what takes that back. */
  servedAt(url: string): () => void {
    this.#urls.add(url)
    return () => void this.#urls.delete(url)
  }

  /** How the Flow is doing. */
  status(): Promise<AdminStatus> {
    const { running, administration } = this
    return readAdminStatus({
      running,
      about: administration.about,
      urls: [...this.#urls],
      isLeaving: this.#isLeaving(),
    })
  }

  /** Has something done when the Flow has stopped. Returns what takes that back. */
  atEnd(end: () => void): () => void {
    this.#ends.add(end)
    return () => void this.#ends.delete(end)
  }
}
