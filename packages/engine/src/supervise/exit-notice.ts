import type { PeaExit } from '@peaflow/core'
import type { Member } from './supervised-pea.ts'

/** How a Pea ended, in words: `exit code 1`, `SIGKILL (out of memory)`. */
export function describeExit({ code, signal, reason }: Pick<PeaExit, 'code' | 'signal' | 'reason'>): string {
  const how = signal ?? (code === null ? undefined : `exit code ${code}`)
  if (reason === undefined) return how ?? 'no exit code'
  return how === undefined ? reason : `${how} (${reason})`
}

/** What a Pea wrote last, each line indented, after a first line that says so; nothing if it wrote nothing. */
export function quoteLines(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\nIts last lines:\n${lines.map((line) => `  ${line}`).join('\n')}`
}

/** How the last incarnation of a Pea ended, as those who gave to it are told. */
export function obituary({ id: peer, incarnation, exit, verdict }: Member): {
  readonly peer: string
  readonly incarnation: number
  readonly reason: string
} {
  const how = exit === undefined ? 'it ended' : describeExit(exit)
  const why = verdict === 'stuck' ? 'a call ran past its time limit, so it was ended' : how
  return { peer, incarnation, reason: why + quoteLines(exit?.lastLines ?? []) }
}
