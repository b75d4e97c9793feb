import { runOnce } from '../measure/run-once.ts'
import { takeTurns } from '../measure/turns.ts'
import type { Settings } from '../question.ts'
import type { Table } from '../table.ts'

interface Streamed {
  readonly firstP50: number
  readonly firstMax: number
  readonly perSecond: number
  readonly cancelP50: number
  readonly cancelMax: number
  readonly [field: string]: number
}

/** When is the first piece of a streamed answer there, and how soon does a cancelled generator end? */
export async function streams({ rounds, quick }: Settings): Promise<Table> {
  const [pieces, cancels] = quick ? [5, 2] : [100, 20]
  const turns = (quick ? [1, 2] : [1, 50]).map((requests) => ({
    name: String(requests),
    measure: () => runOnce<Streamed>('./streams-once.js', [requests, pieces, cancels].map(String)),
  }))
  const streamed = await takeTurns(turns, rounds)
  return {
    title: `Streamed answers: a generator of ${pieces} pieces, 10 ms apart, through two more Pods`,
    columns: [
      'requests at once',
      'pieces/s',
      'first piece, p50 ms',
      'first piece, longest ms',
      'cancelled, p50 ms',
      'cancelled, longest ms',
    ],
    rows: [...streamed].map(([requests, { perSecond, firstP50, firstMax, cancelP50, cancelMax }]) => [
      Number(requests),
      perSecond,
      firstP50,
      firstMax,
      cancelP50,
      cancelMax,
    ]),
  }
}
