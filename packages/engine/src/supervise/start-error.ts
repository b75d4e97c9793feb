import { type ErrorCode, FlowError, type PeaPlan } from '@peaflow/core'
import { PROTOCOL, toCause, type WireError } from '@peaflow/protocol'
import { describeExit, quoteLines } from './exit-notice.ts'
import { exitOf, type PeaState } from './state.ts'

/** Why a Pea that ended before it was ready could not be started. */
export function toStartError(state: PeaState): FlowError {
  const { plan, finalError, killReason } = state
  const exit = exitOf(state)
  if (killReason === 'late') return notReady([state])
  if (finalError !== undefined) return fromFinalError(finalError, plan)
  const how = exit === undefined ? 'no exit code' : describeExit(exit)
  const message = `"${plan.id}" ended before it was ready: ${how}${quoteLines(exit?.lastLines ?? [])}`
  return new FlowError('LAUNCH_PEA_EXITED', message, {
    hint: 'Look at what it wrote, and check that its executor loads',
  })
}

/** Which Peas were not ready in time, and what they wrote last. */
export function notReady(states: readonly PeaState[]): FlowError {
  const names = states.map(({ plan }) => `"${plan.id}" (${plan.timeoutReady / 1_000} s)`).join(', ')
  const output = states.map(
    (state) => `\n${state.plan.id}:${quoteLines(exitOf(state)?.lastLines ?? []) || ' wrote nothing'}`,
  )
  return new FlowError('LAUNCH_NOT_READY', `not ready in time: ${names}${output.join('')}`, {
    hint: 'Give it more time (timeout_ready), or find out why its setup takes so long',
  })
}

/** What a caller gets that waits for a Pea which has ended. */
export function hasEnded({ id }: PeaPlan): FlowError {
  return new FlowError('LAUNCH_PEA_ENDED', `"${id}" has ended`)
}

/** The final error of a Pea that speaks another version of the protocol. */
export function otherProtocol({ id, pod }: PeaPlan, protocol: number): WireError {
  const message = `"${id}" speaks version ${protocol} of the protocol, this Flow version ${PROTOCOL}`
  return { code: 'LAUNCH_PROTOCOL', message, pod, pea: id }
}

function fromFinalError(error: WireError, { id, pod }: PeaPlan): FlowError {
  const { code, message, hint } = error
  const named = message.includes(id) ? message : `Pod "${pod}", Pea "${id}": ${message}`
  return new FlowError(code as ErrorCode, named, { hint, cause: toCause(error) })
}
