import type { PeaPlan } from '../plan/plan.ts'

/** One Pea to launch: its part of the plan, and what only a start can know. Plain JSON data. */
export interface PeaSpec extends PeaPlan {
  /** The Flow's name. */
  readonly flow: string
  /** 16 hexadecimal digits, random for each start of a Flow: its Peas drop what does not carry it. */
  readonly flowId: string
  /** Counts the launches of this Pea, from 1. */
  readonly incarnation: number
  /** The absolute folder that relative paths are relative to: that of the flow file. */
  readonly directory: string
}
