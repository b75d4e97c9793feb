import type { BrokenLauncher } from '../broken/launchers.ts'
import type { ConformanceSubject } from '../subject/subject.ts'

/** One promise of the launcher contract, and its test. */
export interface ConformanceCase {
  /** Completes the sentence "a launcher …". */
  readonly name: string
  /** The promise, in the words of the contract. */
  readonly promise: string
  /** The broken launcher that fails this case. */
  readonly catches: BrokenLauncher
  /** Tests a runtime. Rejects with the reason if the promise is broken. */
  run(subject: ConformanceSubject): Promise<void>
}
