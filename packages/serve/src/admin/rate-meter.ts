import type { RunningFlow } from '@peaflow/engine'
import { type Rates, ratesBetween, type Snapshot } from './rates.ts'

/** Milliseconds between two snapshots: Peas report as often. */
const INTERVAL = 1_000

/** How many snapshots rates are computed over: the latest and the one of two seconds before. */
const SNAPSHOTS = 3

/** What a Flow does now: its rates over the last two seconds, measured each second. */
export class RateMeter {
  readonly #running: RunningFlow
  readonly #snapshots: Snapshot[] = []
  readonly #onMeasured: (rates: Rates) => void
  readonly #timer: NodeJS.Timeout

  constructor(running: RunningFlow, onMeasured: (rates: Rates) => void) {
    this.#running = running
    this.#onMeasured = onMeasured
    this.#snapshots.push(this.#take())
    this.#timer = setInterval(() => this.#measure(), INTERVAL).unref()
  }

  /** The rates of the last two seconds; of a Flow that was started since, from then on. */
  read(): Rates {
    const after = this.#take()
    const [before = after] = this.#snapshots
    return this.#ratesSince(before, after)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #measure(): void {
    const after = this.#take()
    const [before = after] = this.#snapshots
    this.#snapshots.push(after)
    while (this.#snapshots.length >= SNAPSHOTS) this.#snapshots.shift()
    this.#onMeasured(this.#ratesSince(before, after))
  }

  #ratesSince(before: Snapshot, after: Snapshot): Rates {
    return ratesBetween({ before, after, readiness: this.#running.readiness() })
  }

  #take(): Snapshot {
    return { time: Date.now(), statistics: this.#running.statistics() }
  }
}
