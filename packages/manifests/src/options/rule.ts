import type { Platform } from '../input/exported-flow.ts'

/** Resolved options, as the row of a Pod in a plan has them. */
export type PodRow = Readonly<Record<string, unknown>>

/** Why a value cannot be exported, and what to do instead; `undefined` if it can. */
export type Refusal = (value: unknown, row: PodRow) => Refused | undefined

/** A value that cannot be exported. */
export interface Refused {
  /** The end of a sentence that begins with the option. */
  readonly why: string
  readonly hint: string
}

/** What becomes of one option of a Pod with an image. */
export interface OptionRule {
  /** `flow`: it stands in the flow file. `container`: it is a field of the container. */
  readonly becomes: 'flow' | 'container' | 'both' | 'nothing'
  /** Values that a platform cannot have. */
  readonly refused?: Partial<Readonly<Record<Platform, Refusal>>> | undefined
}
