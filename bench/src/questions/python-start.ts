import { runOnce } from '../measure/run-once.ts'
import { takeTurns } from '../measure/turns.ts'
import type { Settings } from '../question.ts'
import type { Table } from '../table.ts'

const JAVASCRIPT = 'Peaflow, process'
const INTERPRETER = 'one python3 -c pass'
const CONTESTANTS = [INTERPRETER, JAVASCRIPT, 'Peaflow, process, in Python']

/** How much later is a Pea ready whose executor is in Python? */
export async function pythonStart({ rounds }: Settings): Promise<Table> {
  const turns = CONTESTANTS.map((name) => ({
    name,
    measure: () =>
      runOnce<{ readonly ready: number; readonly [field: string]: number }>('./start-once.js', [name, '1']),
  }))
  const started = await takeTurns(turns, rounds)
  const [javascript, interpreter] = [JAVASCRIPT, INTERPRETER].map((name) => started.get(name)?.ready ?? Number.NaN) as [
    number,
    number,
  ]
  return {
    title: 'Python start: from the call until one Pea is ready',
    columns: ['contestant', 'ready ms', 'more than JavaScript, ms', 'of python3 -c pass'],
    rows: [...started].map(([name, { ready }]) => [
      name,
      ready,
      Math.max(0, ready - javascript),
      Math.max(0, ready - javascript) / interpreter,
    ]),
  }
}
