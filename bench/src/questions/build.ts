import { BUILDERS } from '../build/builders.ts'
import { runOnce } from '../measure/run-once.ts'
import { takeTurns } from '../measure/turns.ts'
import type { Settings } from '../question.ts'
import type { Cell, Table } from '../table.ts'

interface Built {
  readonly time: number
  readonly bytes: number
  readonly [field: string]: number
}

const FLOOR = 'bare topological sort'

/** What does planning cost? */
export async function build({ rounds, quick }: Settings): Promise<Table> {
  const rows: Cell[][] = []
  for (const pods of quick ? [10, 100] : [100, 1_000, 10_000, 100_000]) {
    const turns = Object.keys(BUILDERS).map((name) => ({
      name,
      measure: () => runOnce<Built>('./build-once.js', [name, String(pods)], ['--expose-gc']),
    }))
    const built = await takeTurns(turns, rounds)
    const floor = built.get(FLOOR)?.time ?? Number.NaN
    for (const [name, { time, bytes }] of built) {
      rows.push([pods, name, time, time / floor, (time * 1000) / pods, bytes / pods])
    }
  }
  return {
    title: 'Build: a random graph over ten hosts',
    columns: ['Pods', 'contestant', 'ms', 'of the floor', 'µs a Pod', 'bytes a Pod'],
    rows,
  }
}
