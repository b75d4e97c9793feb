import { isJoined, nextRestart, type PeaExit, type Restart } from '@peaflow/core'
import type { PeaCommand, PeaEvent, Step } from './event.ts'
import { describeKill, toPastEnd } from './exit-notice.ts'
import { isFinal, isShortage, SHORTAGE_PAUSE } from './launch-failure.ts'
import { restartReason } from './restart-counts.ts'
import { hasEnded } from './start-error.ts'
import { DEGRADED_AFTER, type Known, knownOf, type PeaState } from './state.ts'

type Exited = Extract<PeaEvent, { type: 'exited' }>

/** What becomes of a Pea whose process has ended: it stays ended, is launched again, or is lost. */
export function onExited(state: PeaState, event: Exited): Step {
  const { exit, error } = event
  const before = knownOf(state)
  const known = { ...before, pastEnd: toPastEnd(before, exit), failures: countFailures(state, error) }
  if (known.isStopping) {
    const commands: readonly PeaCommand[] = [emitExit(known, exit), giveUp(known), { type: 'end' }]
    return { state: { ...known, phase: 'ended', exit }, commands }
  }
  if (known.isAwaited) return onAbsent(known, exit)
  // Its senders give what it held to the others.
  if (known.leaves === 'for-good' || isJoined(known.plan)) {
    const commands: readonly PeaCommand[] = [emitExit(known, exit), { type: 'announce-exit' }, giveUp(known)]
    return { state: { ...known, phase: 'ended', exit }, commands: [...commands, { type: 'end' }] }
  }
  const next = known.killReason === 'replaced' ? { restarts: known.restarts, pause: 0 } : restartOf(state, event)
  const mayStart = known.wasReady || (known.failures < known.firstStarts && !isFinal(known, exit, error))
  if (next !== undefined && mayStart) return onRestart(known, exit, next)
  return known.wasReady ? onLost(known, exit) : onFailedStart(known, event)
}

/** A launch that failed for want of descriptors or processes says nothing about the Pea, unless it is its first. */
function countFailures({ phase, failures, killReason, wasReady }: PeaState, error: Error | undefined): number {
  if (phase === 'ready') return 0
  return killReason === 'replaced' || (wasReady && isShortage(error)) ? failures : failures + 1
}

function restartOf(state: PeaState, { error, now }: Exited): ReturnType<typeof nextRestart> {
  const { plan, restarts } = state
  if (isShortage(error)) return { restarts, pause: SHORTAGE_PAUSE }
  const healthyFor = state.phase === 'ready' ? now - state.readyAt : 0
  return nextRestart(plan.external ? { ...plan.restart, max: undefined } : plan.restart, restarts, { now, healthyFor })
}

function onRestart(known: Known, exit: PeaExit, { restarts, pause }: Restart): Step {
  const reason = restarts === known.restarts ? undefined : restartReason(known, exit)
  const commands: PeaCommand[] = [emitExit(known, exit, pause), { type: 'announce-exit' }]
  if (known.failures === DEGRADED_AFTER) {
    const event = { type: 'pea-degraded', pea: known.plan.id, reason: known.pastEnd?.reason ?? '' } as const
    commands.push({ type: 'emit', event }, { type: 'settle-idle' })
  }
  const state = { ...known, restarts, phase: 'pausing', exit } as const
  return { state, commands: [...commands, { type: 'relaunch', pause, reason }] }
}

/** It comes back by itself, or another one in its place. */
function onAbsent(known: Known, exit: PeaExit): Step {
  const commands: readonly PeaCommand[] = [emitExit(known, exit), { type: 'announce-exit' }, { type: 'settle-idle' }]
  return { state: { ...known, failures: 0, phase: 'pausing', exit }, commands }
}

function onFailedStart(known: Known, { exit, error }: Exited): Step {
  const commands: readonly PeaCommand[] = [emitExit(known, exit), { type: 'fail-start', cause: error }]
  return { state: { ...known, phase: 'ended', exit }, commands }
}

function onLost(known: Known, exit: PeaExit): Step {
  const lost = { type: 'pea-lost', pea: known.plan.id, reason: known.pastEnd?.reason ?? '' } as const
  const announce: readonly PeaCommand[] = [{ type: 'announce-exit' }, { type: 'emit', event: lost }]
  return {
    state: { ...known, phase: 'lost', exit },
    commands: [emitExit(known, exit), ...announce, giveUp(known), { type: 'end' }],
  }
}

function emitExit(known: Known, exit: PeaExit, restartIn?: number): PeaCommand {
  const { plan, incarnation, isStopping, leaves, killReason } = known
  // A replica that has joined may leave whenever it likes.
  const hasLeft = isJoined(plan) && leaves !== undefined && exit.code === 0
  const expected = isStopping || hasLeft || killReason === 'replaced'
  const reason = describeKill(known)
  const end = reason === undefined ? exit : { ...exit, reason }
  const event = { type: 'pea-exited', pea: plan.id, incarnation, expected, exit: end } as const
  return { type: 'emit', event: restartIn === undefined ? event : { ...event, restartIn } }
}

function giveUp({ plan }: Known): PeaCommand {
  return { type: 'give-up', error: hasEnded(plan) }
}
