import type { BrokenLauncher } from '../broken/launchers.ts'
import type { ConformanceSubject } from '../subject/subject.ts'

/** One promise of the launcher contract, and how it is tried. */
export interface ConformanceCase {
  /** Finishes the sentence "a launcher …". */
  readonly name: string
  /** The words of the contract that it holds a launcher to. */
  readonly promise: string
  /** The broken launcher that fails this case. */
  readonly catches: BrokenLauncher
  /** Rejects, saying what is wrong, if the promise is broken. */
  run(subject: ConformanceSubject): Promise<void>
}
