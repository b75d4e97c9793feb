import type { ProcessStatistics } from '@peaflow/protocol'

/** Which life of a Pea. */
export interface PeaLife {
  /** The id of the Pea. */
  readonly pea: string
  readonly incarnation: number
}

/** What the process of a Pea uses now. */
export interface ProcessUsage {
  /** How many cores it has kept busy between its last two reports; `undefined` until there are two. */
  readonly cpu?: number | undefined
  /** Bytes of resident memory. */
  readonly memory: number
}

interface Report extends PeaLife, ProcessUsage {
  /** Milliseconds of CPU time since the process started. */
  readonly total: number
  readonly at: number
}

/** What the processes of Peas use, from what they report once a second. */
export class ProcessUse {
  readonly #reports = new Map<string, Report>()

  /** Takes a report; `at` is when it came, in milliseconds. */
  add({ pea, incarnation }: PeaLife, { cpu: total, memory }: ProcessStatistics, at: number): void {
    const before = this.#reports.get(pea)
    const isNew = before?.incarnation !== incarnation || at <= before.at
    const cpu = isNew ? undefined : (total - before.total) / (at - before.at)
    this.#reports.set(pea, { pea, incarnation, total, at, cpu, memory })
  }

  /** What this life of a Pea uses; `undefined` if it has not reported. */
  of(pea: string, incarnation: number): ProcessUsage | undefined {
    const report = this.#reports.get(pea)
    if (report?.incarnation !== incarnation) return undefined
    const { cpu, memory } = report
    return cpu === undefined ? { memory } : { cpu, memory }
  }
}
