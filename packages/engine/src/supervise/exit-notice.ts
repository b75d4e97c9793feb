import type { PeaExit } from '@peaflow/core'
import { exitOf, type PeaState } from './state.ts'

/** How an incarnation of a Pea ended, as its peers are told. */
export interface ExitNotice {
  /** The id of the Pea. */
  readonly peer: string
  readonly incarnation: number
  readonly reason: string
}

/** How the last incarnation of a Pea ended. */
export function toExitNotice(state: PeaState): ExitNotice {
  const { plan, incarnation, killReason } = state
  const exit = exitOf(state)
  const how = exit === undefined ? 'it ended' : describeExit(exit)
  const why = killReason === 'stuck' ? 'a call ran past its time limit, so it was ended' : how
  return { peer: plan.id, incarnation, reason: why + quoteLines(exit?.lastLines ?? []) }
}

/** How a Pea ended, in words: `exit code 1`, `SIGKILL (out of memory)`. */
export function describeExit({ code, signal, reason }: Pick<PeaExit, 'code' | 'signal' | 'reason'>): string {
  const how = signal ?? (code === null ? undefined : `exit code ${code}`)
  if (reason === undefined) return how ?? 'no exit code'
  return how === undefined ? reason : `${how} (${reason})`
}

/** The last lines that a Pea wrote, indented, under a line that says so; an empty string if it wrote none. */
export function quoteLines(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\nIts last lines:\n${lines.map((line) => `  ${line}`).join('\n')}`
}
