import type { OptionProblem } from '../../options/check.ts'

/** Options by Peaflow's names, with values that may still be Jina's. */
export type JinaValues = Readonly<Record<string, unknown>>

/** Options whose values are Peaflow's, too. */
export interface Translated {
  readonly values: JinaValues
  readonly problems: readonly OptionProblem[]
  /** What has another meaning here; each names the option. */
  readonly warnings: readonly Omit<OptionProblem, 'code'>[]
}
