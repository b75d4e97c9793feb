import { runOnce } from '../measure/run-once.ts'
import { takeTurns } from '../measure/turns.ts'
import type { Settings } from '../question.ts'
import type { Cell, Table } from '../table.ts'

interface Started {
  readonly ready: number
  readonly pss: number
  readonly private: number
  readonly [field: string]: number
}

const FLOOR = 'bare fork that loads zeromq'
const NODE = 'one node -e 0'
const CONTESTANTS = [NODE, 'bare fork', FLOOR, 'Peaflow, process', 'Peaflow, thread']
const MB = 1024 * 1024

/** How long until all Peas are ready, and what memory does each take? */
export async function start({ rounds, quick }: Settings): Promise<Table> {
  const rows: Cell[][] = []
  for (const count of quick ? [1, 2] : [1, 3, 16, 64]) {
    const turns = CONTESTANTS.map((name) => ({
      name,
      measure: () => runOnce<Started>('./start-once.js', [name, String(count)]),
    }))
    const started = await takeTurns(turns, rounds)
    const [floor, node] = [FLOOR, NODE].map((name) => started.get(name)?.ready ?? Number.NaN) as [number, number]
    for (const [name, { ready, pss, private: own }] of started) {
      rows.push([count, name, ready, ready / floor, ready / node, pss / MB, own / MB])
    }
  }
  return {
    title: 'Start: from the call until all are ready',
    columns: ['Peas', 'contestant', 'ready ms', 'of the floor', 'of node -e 0', 'PSS MB each', 'private MB each'],
    rows,
  }
}
