import { type ErrorCode, FlowError, type PeaExit } from '@peaflow/core'
import { describeExit, quoteLines } from './exit-notice.ts'
import type { Member } from './supervised-pea.ts'

/** Why a Pea that ended before it was ready could not be started. */
export function diedStarting({ id, plan, fatal }: Member, exit: PeaExit): FlowError {
  if (fatal !== undefined) {
    const message = fatal.message.includes(id) ? fatal.message : `Pod "${plan.pod}", Pea "${id}": ${fatal.message}`
    return new FlowError(fatal.code as ErrorCode, message, { hint: fatal.hint, cause: toCause(fatal.stack) })
  }
  const message = `"${id}" ended before it was ready: ${describeExit(exit)}${quoteLines(exit.lastLines)}`
  return new FlowError('LAUNCH_PEA_EXITED', message, { hint: 'See what it wrote, and whether its executor loads' })
}

/** Which Peas were not ready in time, and what they wrote last. */
export function notReady(members: readonly Member[]): FlowError {
  const names = members.map(({ id, plan }) => `"${id}" (${plan.timeoutReady / 1_000} s)`).join(', ')
  const output = members.map(({ id, exit }) => `\n${id}:${quoteLines(exit?.lastLines ?? []) || ' wrote nothing'}`)
  return new FlowError('LAUNCH_NOT_READY', `not ready in time: ${names}${output.join('')}`, {
    hint: 'Give it more time (timeout_ready), or see why its setup takes so long',
  })
}

function toCause(stack: string | undefined): Error | undefined {
  return stack === undefined ? undefined : Object.assign(new Error(stack.split('\n')[0]), { stack })
}
