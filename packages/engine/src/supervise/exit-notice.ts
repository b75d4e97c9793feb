import type { PeaExit } from '@peaflow/core'
import { isDegraded, isUnavailable, type Known, type PastEnd, type PeaState } from './state.ts'

/** How an incarnation of a Pea ended, as its peers are told. */
export interface ExitNotice {
  /** The id of the Pea. */
  readonly peer: string
  readonly incarnation: number
  readonly reason: string
  /** It was given up, since it showed no sign of life: no request has ended it. */
  readonly silent?: boolean
}

/** How an incarnation of a Pea ended that ends now. */
export function toPastEnd(known: Known, exit: PeaExit): PastEnd {
  const reason = `${describeEnd(known, exit)}${describeGroup(known)}${quoteLines(exit.lastLines)}`
  return { incarnation: known.incarnation, exit, reason, isSilent: known.killReason === 'silent' }
}

/** How the last incarnation of a Pea that ended did so; `undefined` if none has. */
export function toExitNotice(state: PeaState): ExitNotice | undefined {
  const { plan, pastEnd } = state
  if (pastEnd === undefined) return undefined
  const { incarnation, reason, isSilent } = pastEnd
  const whole = isUnavailable(state) ? describeUnavailable(state, reason) : reason
  return { peer: plan.id, incarnation, reason: whole, ...(isSilent && { silent: true }) }
}

/** Which Pods the Pea ran, if it ran those of a group: what ended it does not tell in which of them. */
function describeGroup({ plan, finalError }: Known): string {
  const failed = plan.stages?.find(({ pod }) => pod === finalError?.pod)
  if (plan.stages === undefined) return ''
  if (failed !== undefined) return ` (in "${failed.pod}")`
  return ` (it ran ${plan.stages.map(({ pod }) => `"${pod}"`).join(', ')})`
}

function describeEnd(known: Known, exit: PeaExit): string {
  return describeKill(known) ?? describeOwnEnd(known, exit) ?? describeExit(exit)
}

/** What the Pea reported last. What its runtime saw explains why its executor was killed, which the Pea cannot know. */
function describeOwnEnd({ finalError }: Known, { outOfMemory, reason }: PeaExit): string | undefined {
  if (finalError === undefined) return undefined
  return outOfMemory === true && reason !== undefined ? `${finalError.message}: ${reason}` : finalError.message
}

/** Why the Flow has ended a Pea that it had not asked to stop; `undefined` if it has not. */
export function describeKill({ plan, killReason }: Known): string | undefined {
  if (killReason === 'stuck') return 'a call ran past its time limit, so it was ended'
  if (killReason === 'silent') return `it showed no sign of life for ${plan.timeoutAlive / 1_000} s, so it was ended`
  if (killReason === 'late') return `it was not ready within ${plan.timeoutReady / 1_000} s, so it was ended`
  return undefined
}

/** Why requests that only this Pea could handle fail. */
function describeUnavailable(state: PeaState, reason: string): string {
  const { failures, plan } = state
  if (isDegraded(state)) return `its last ${failures} starts failed, and it is started again: ${reason}`
  const { policy, max, window } = plan.restart
  const rule = policy === 'never' ? 'restart: never' : `restart: at most ${max} in ${window / 1_000} s`
  return `it ended and is not started again (${rule}): ${reason}`
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
