import type { Table } from './table.ts'

/** How thorough a run is. */
export interface Settings {
  readonly rounds: number
  /** Milliseconds of each window. */
  readonly duration: number
  /** Milliseconds before each window. */
  readonly warmUp: number
  /** Proves that everything runs, with the smallest numbers; its figures say nothing. */
  readonly quick: boolean
}

/** One question, whose answer is one table. */
export type Question = (settings: Settings) => Promise<Table>
