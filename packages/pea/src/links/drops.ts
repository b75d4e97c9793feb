/** Takes in that a message was dropped. `peer` is the Pea that sent it, if it has proved that. */
export type Drop = (reason: string, peer?: string | undefined) => void

/** Messages of one peer that were dropped for one reason. */
export interface DropReport {
  /** `undefined` for a connection that belongs to no Pea. */
  readonly peer: string | undefined
  /** Which rule they broke. */
  readonly reason: string
  readonly count: number
}

/** The most reports. What is dropped beyond them is only counted. */
const MAX_REPORTS = 256

/** Counts what a Pea drops because it breaks the protocol, and reports it once for each peer and reason. */
export class Drops {
  /** How many messages and records were dropped. */
  count = 0
  readonly #report: (report: DropReport) => void
  readonly #reported = new Set<string>()
  /** What is to be reported at the end of this turn of the event loop. */
  readonly #due = new Map<string, DropReport>()

  constructor(report: (report: DropReport) => void) {
    this.#report = report
  }

  /** Takes in that a message was dropped. */
  readonly add: Drop = (reason, peer) => {
    this.count += 1
    const key = `${peer ?? ''} ${reason}`
    const due = this.#due.get(key)
    if (due === undefined && (this.#reported.has(key) || this.#reported.size === MAX_REPORTS)) return
    if (this.#due.size === 0) setImmediate(() => this.#sendDue())
    this.#reported.add(key)
    this.#due.set(key, { peer, reason, count: (due?.count ?? 0) + 1 })
  }

  #sendDue(): void {
    const due = [...this.#due.values()]
    this.#due.clear()
    for (const report of due) this.#report(report)
  }
}
