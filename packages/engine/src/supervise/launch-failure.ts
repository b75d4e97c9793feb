import type { PeaExit } from '@peaflow/core'
import type { Known } from './state.ts'

/** Milliseconds between two launches while descriptors, processes or memory are short. */
export const SHORTAGE_PAUSE = 500

/** What the system reports if it has no more descriptors, processes or memory for a new process. */
const SHORTAGES: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'])

/** How deep the cause of an error may lie. */
const MAX_DEPTH = 8

/** Whether a launch failed only because this machine was short of descriptors, processes or memory at that moment. */
export function isShortage(error: Error | undefined): boolean {
  let cause: unknown = error
  for (let depth = 0; depth < MAX_DEPTH && cause instanceof Error; depth++) {
    if (SHORTAGES.has((cause as NodeJS.ErrnoException).code)) return true
    cause = cause.cause
  }
  return false
}

/** The final errors that another launch may not meet: a setup may need a server that is not up yet. */
const PASSING_ERRORS: ReadonlySet<unknown> = new Set(['LAUNCH_EXECUTOR_SETUP', 'LAUNCH_EXECUTOR_ENDED'])

/**
 * The exit codes of a Pea that another launch would end in, too: it ended without being asked to, it did not reach its
 * Flow, its program may not be run, it does not exist.
 */
const FINAL_CODES: ReadonlySet<unknown> = new Set([0, 69, 126, 127])

/** Whether a Pea that was never ready would only fail again. */
export function isFinal({ killReason, finalError }: Known, exit: PeaExit, error: Error | undefined): boolean {
  if (killReason === 'late') return true
  if (error !== undefined) return !isShortage(error)
  if (finalError !== undefined) return !PASSING_ERRORS.has(finalError.code)
  return FINAL_CODES.has(exit.code)
}
