import { noVerdicts, type Verdicts } from './oracle.ts'
import type { Outcome } from './run-history.ts'

/** The sum of many outcomes. */
export interface Tally {
  readonly histories: number
  readonly failed: number
  readonly verdicts: Verdicts
  readonly done: ReadonlyMap<string, number>
  readonly longestGap: number
  readonly slowestRecovery: number
}

/** Adds up outcomes. */
export function tally(outcomes: readonly Outcome[]): Tally {
  const done = new Map<string, number>()
  const verdicts = noVerdicts()
  for (const outcome of outcomes) {
    for (const [what, count] of outcome.done) done.set(what, (done.get(what) ?? 0) + count)
    for (const key of Object.keys(verdicts) as (keyof Verdicts)[]) verdicts[key] += outcome.verdicts[key]
  }
  return {
    histories: outcomes.length,
    failed: outcomes.filter(({ complaints }) => complaints.length > 0).length,
    verdicts,
    done,
    longestGap: Math.max(0, ...outcomes.map(({ stopwatch }) => stopwatch.longestGap)),
    slowestRecovery: Math.max(0, ...outcomes.map(({ stopwatch }) => stopwatch.slowestRecovery)),
  }
}

/** Megabytes of memory of the Flows' own process, before the first history and after the last. */
export interface MemoryUse {
  readonly before: number
  readonly after: number
}

/** The tables that a run ends with, as Markdown. */
export function toTables(
  { histories, failed, verdicts, done, longestGap, slowestRecovery }: Tally,
  memory: MemoryUse,
): string {
  const results: [string, number | string][] = [
    ['histories', histories],
    ['histories in which something was wrong', failed],
    ['requests', verdicts.requests],
    ['answers', verdicts.answers],
    ['failed because an executor threw', verdicts.failed],
    ['aborted by their caller', verdicts.aborted],
    ['lost', verdicts.lost],
    ['answered twice', verdicts.twice],
    ['changed', verdicts.changed],
    ['out of order', verdicts.disordered],
    ['longest gap between two answers', `${Math.round(longestGap)} ms`],
    ['longest time from the last restart to an answer', `${Math.round(slowestRecovery)} ms`],
    [
      'memory of the calling process, before and after',
      `${Math.round(memory.before)} and ${Math.round(memory.after)} MB`,
    ],
  ]
  return `${table('result', results)}\n\n${table('fault', [...done].sort())}`
}

function table(title: string, rows: readonly (readonly [string, number | string])[]): string {
  const lines = rows.map(([name, value]) => `| ${name} | ${value.toLocaleString('en')} |`)
  return [`| ${title} | |`, '|---|--:|', ...lines].join('\n')
}
