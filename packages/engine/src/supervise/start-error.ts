import { CONTAINER_HOST, type ErrorCode, FlowError, isFlowError, type PeaPlan, stagesOf } from '@peaflow/core'
import { PROTOCOL, toCause, type WireError } from '@peaflow/protocol'
import { describeExit, quoteLines } from './exit-notice.ts'
import { exitOf, type PeaState } from './state.ts'

/** Why a Pea could not be started: its launch failed, or it ended before it was ready. */
export function toStartError(state: PeaState, launchError: Error | undefined, violations: readonly string[]): Error {
  // A launch that took too long was aborted. What else it failed with says more.
  if (state.killReason === 'late' && isAbort(launchError)) return notReady([state], violations)
  return launchError === undefined ? endedEarly(state) : toLaunchError(launchError, state.plan)
}

function isAbort(launchError: Error | undefined): boolean {
  if (launchError === undefined || launchError.name === 'AbortError') return true
  return isFlowError(launchError) && launchError.code === 'LAUNCH_ABORTED'
}

function endedEarly(state: PeaState): FlowError {
  const { plan, finalError } = state
  const exit = exitOf(state)
  if (finalError !== undefined) return fromFinalError(finalError, plan)
  if (exit?.code === NO_HOST && exit.lastLines?.some((line) => line.includes(UNRESOLVED))) return flowUnresolved(plan)
  const how = exit === undefined ? 'no exit code' : describeExit(exit)
  const message = `"${plan.id}" ended before it was ready: ${how}${quoteLines(exit?.lastLines ?? [])}`
  return new FlowError('LAUNCH_PEA_EXITED', message, { hint: exitHint(plan, exit?.code) })
}

/** The exit codes of a shell, and of `docker-init`, for a program that may not be run or does not exist. */
const NO_PROGRAM: ReadonlySet<unknown> = new Set([126, 127])

/** The exit code of a Pea that has lost its Flow. */
const LOST_FLOW = 69

/** The exit code of a Pea that found no address for the host of its Flow, and what it writes then. */
const NO_HOST = 68
const UNRESOLVED = 'does not resolve'

function flowUnresolved({ id, image, control: { host } }: PeaPlan): FlowError {
  const where = image === undefined ? 'on its machine' : 'in its container'
  const known = image === undefined ? 'there' : `by docker: { HostConfig: { ExtraHosts: ["${host}:10.0.0.1"] } }`
  const message = `"${id}" cannot dial its Flow: the host name "${host}" does not resolve ${where}`
  return new FlowError('ADDRESS_UNRESOLVED', message, {
    hint:
      host === CONTAINER_HOST
        ? 'Peaflow makes this name known by ExtraHosts: look at what the option docker of the Pod changes'
        : `Name this machine by its address (with: { hostname: 10.0.0.1 }), or make the name known ${known}`,
  })
}

function exitHint({ image, control }: PeaPlan, code: number | null | undefined): string {
  if (image !== undefined && NO_PROGRAM.has(code)) {
    return 'The ENTRYPOINT of the image, or entrypoint of the Pod, has to be a program in the image that its user may run'
  }
  if (code === LOST_FLOW) {
    return `It did not reach its Flow at ${control.host}: check that the network between them is up, and that no firewall blocks it`
  }
  if (code === 0)
    return 'Its program ended without an error: it has to run the Pea until it is stopped (exec peaflow pea "$@")'
  return 'Look at what it wrote, and check that its executor loads'
}

/** The error of a launch, with the names of the Pod and the Pea if it is one of Peaflow's that lacks them. */
function toLaunchError(cause: Error, { id, pod }: PeaPlan): Error {
  if (!isFlowError(cause) || cause.message.includes(id) || cause.message.includes(`"${pod}"`)) return cause
  return new FlowError(cause.code as ErrorCode, nameIn(cause.message, { id, pod }), { hint: cause.hint, cause })
}

/** Which Peas were not ready in time, what they wrote last, and which Peas broke the protocol. */
export function notReady(states: readonly PeaState[], violations: readonly string[]): FlowError {
  const names = states.map(({ plan }) => `"${plan.id}" (${plan.timeoutReady / 1_000} s)`).join(', ')
  const output = states.map(
    (state) => `\n${state.plan.id}:${quoteLines(exitOf(state)?.lastLines ?? []) || ' wrote nothing'}`,
  )
  return new FlowError(
    'LAUNCH_NOT_READY',
    `not ready in time: ${names}${output.join('')}${violations.map((line) => `\n${line}`).join('')}`,
    {
      hint:
        violations.length > 0
          ? 'No Pea is ready before its peers have greeted it: correct the one that breaks the protocol'
          : 'Give it more time (timeout_ready), or find out why its setup takes so long',
    },
  )
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

function fromFinalError(error: WireError, plan: PeaPlan): FlowError {
  const { code, message, hint } = error
  const failed = stagesOf(plan).find(({ id }) => id === error.pea) ?? plan
  const named = message.includes(failed.id) ? message : nameIn(message, failed)
  return new FlowError(code as ErrorCode, named, { hint, cause: toCause(error) })
}

function nameIn(message: string, { id, pod }: Pick<PeaPlan, 'id' | 'pod'>): string {
  return `Pod "${pod}", Pea "${id}": ${message}`
}
