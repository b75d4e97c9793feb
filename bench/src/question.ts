import type { Table } from './table.ts'

/** How thoroughly to measure. */
export interface Settings {
  readonly rounds: number
  /** Milliseconds of each measurement. */
  readonly duration: number
  /** Milliseconds of load before each measurement. */
  readonly warmUp: number
  /** Only proves that everything runs, with the smallest numbers. The figures mean nothing. */
  readonly quick: boolean
}

/** One question, whose answer is one table. */
export type Question = (settings: Settings) => Promise<Table>
