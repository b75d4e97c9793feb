import { toJsonLine } from '@peaflow/pea/json'
import type { PodSide } from '../tap/pod-side.ts'
import type { TappedLine } from '../tap/tapped.ts'
import { count, withCommas } from '../terminal/count.ts'
import { RecentKeys } from './recent-keys.ts'

/** What was recorded, and what was left out. */
export interface RecordSummary {
  readonly recorded: number
  /** Messages that passed and were not copied. */
  readonly skipped: number
  /** Messages that were too large to be copied. */
  readonly truncated: number
}

/** Turns copies of messages into the lines of a recording, and counts them. */
export class Recorder {
  readonly #side: Required<PodSide>
  readonly #recent = new RecentKeys()
  #summary: RecordSummary = { recorded: 0, skipped: 0, truncated: 0 }

  constructor(side: Required<PodSide>) {
    this.#side = side
  }

  /** The line for a message; `undefined` for one without documents, and for one that was recorded before. */
  toLine(tapped: TappedLine): string | undefined {
    const { time, endpoint, documents, parameters } = tapped
    const isNew = documents !== undefined && this.#recent.add(keyOf(tapped))
    const { recorded, skipped, truncated } = this.#summary
    this.#summary = {
      recorded: recorded + Number(isNew),
      skipped: skipped + tapped.skipped,
      truncated: truncated + Number(tapped.truncated),
    }
    return isNew ? toJsonLine({ time, ...this.#side, endpoint, documents, parameters }) : undefined
  }

  /** What there was so far. */
  get summary(): RecordSummary {
    return this.#summary
  }

  /** The same in words. */
  describe(): string {
    const { recorded, skipped, truncated } = this.#summary
    const missing = [
      ...(skipped === 0 ? [] : [`${withCommas(skipped)} passed too quickly`]),
      ...(truncated === 0 ? [] : [`${withCommas(truncated)} had more than 1 MB`]),
    ]
    const left = missing.length === 0 ? '' : `; left out: ${missing.join(', ')}`
    return `recorded ${count(recorded, 'request')} of ${this.#side.pod}${left}`
  }
}

/** A request that is given again, or that every replica gets, is recorded once. */
function keyOf({ request, piece, at, pea }: TappedLine): string {
  return `${request} ${piece?.index ?? ''} ${at === 'out' ? pea : ''}`
}
