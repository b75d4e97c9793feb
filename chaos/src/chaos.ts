import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawable } from './faults.ts'
import { drawHistory, type History } from './history.ts'
import { type ChaosOptions, readOptions } from './options.ts'
import { type Outcome, runHistory } from './run-history.ts'
import { residentMegabytes } from './system.ts'
import { tally, toTables } from './tally.ts'

/** Milliseconds after which a history hangs. */
const HISTORY_LIMIT = 240_000

/** How many complaints of one history are printed. */
const MOST_COMPLAINTS = 10

const options = readOptions(process.argv.slice(2), Math.floor(Math.random() * 1_000_000))
process.exitCode = await run(options)

async function run({ seed, histories, minutes, faults }: ChaosOptions): Promise<number> {
  // A folder of its own, so that whatever lies in it afterwards was left by a Flow.
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-chaos-'))
  chmodSync(folder, 0o700)
  process.env.XDG_RUNTIME_DIR = folder
  console.log(`seed ${seed}`)
  const end = performance.now() + minutes * 60_000
  const before = residentMegabytes(process.pid)
  const outcomes: Outcome[] = []
  while (outcomes.length < histories && performance.now() < end) {
    const history = drawHistory(seed + outcomes.length, drawable(faults))
    const outcome = await runInTime(history, folder)
    outcomes.push(outcome)
    report(history, outcome)
  }
  const total = tally(outcomes)
  console.log(`\n${toTables(total, { before, after: residentMegabytes(process.pid) })}`)
  rmSync(folder, { recursive: true })
  return total.failed > 0 ? 1 : 0
}

/** Ends the program if a history hangs: what it has started ends with it. */
async function runInTime(history: History, folder: string): Promise<Outcome> {
  const timer = setTimeout(() => {
    console.error(`${nameOf(history)}: not over after ${HISTORY_LIMIT / 1_000} s`)
    console.error(JSON.stringify(history.graph))
    process.exit(1)
  }, HISTORY_LIMIT)
  try {
    return await runHistory(history, folder)
  } finally {
    clearTimeout(timer)
  }
}

function report(history: History, { verdicts, done, stopwatch, complaints }: Outcome): void {
  const faults = [...done].filter(([what]) => !what.startsWith('·')).map(([what, count]) => `${count} × ${what}`)
  const state = complaints.length === 0 ? 'ok' : 'WRONG'
  const { pods } = history.graph
  const shape = pods.map(({ name, replicas }) => (replicas > 1 ? `${name}×${replicas}` : name)).join(' ')
  const counts = `${verdicts.requests} requests, ${faults.join(', ')}, gap ${Math.round(stopwatch.longestGap)} ms`
  console.log(`${nameOf(history)}: ${state}: ${shape}: ${counts}`)
  if (complaints.length === 0) return
  for (const complaint of complaints.slice(0, MOST_COMPLAINTS)) console.log(`  ${complaint}`)
  if (complaints.length > MOST_COMPLAINTS) console.log(`  and ${complaints.length - MOST_COMPLAINTS} more`)
  console.log(`  again: npm run chaos -- --seed ${history.seed} --histories 1`)
  console.log(`  ${JSON.stringify({ graph: history.graph, faults: history.faults })}`)
}

function nameOf({ seed }: History): string {
  return `history ${seed}`
}
