import type { PeaStatistics } from '@peaflow/protocol'

/** Milliseconds between two reports. */
const INTERVAL = 1_000

/** What a report is made of, and where it goes. */
export interface StatisticsSource {
  /** What the Pea has done so far. */
  read(): PeaStatistics
  send(statistics: PeaStatistics): void
}

/** Sends what a Pea has done to its Flow, once a second if it has done anything. */
export class StatisticsReport {
  readonly #source: StatisticsSource
  #timer: NodeJS.Timeout | undefined
  /** What the last report said. A Pea that has done nothing yet says nothing. */
  #last: string

  constructor(source: StatisticsSource) {
    this.#source = source
    this.#last = activityOf(source.read())
  }

  start(): void {
    this.#timer = setInterval(() => this.#send(), INTERVAL).unref()
  }

  /** Sends what is new, for the last time. */
  end(): void {
    clearInterval(this.#timer)
    this.#send()
  }

  #send(): void {
    const statistics = this.#source.read()
    const activity = activityOf(statistics)
    if (activity === this.#last) return
    this.#last = activity
    this.#source.send(statistics)
  }
}

/** What changes when the Pea does anything. The time and the memory that its process uses are no reason for a report. */
function activityOf({ process, ...counters }: PeaStatistics): string {
  return JSON.stringify(counters)
}
