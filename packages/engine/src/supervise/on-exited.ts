import { allowRestart } from '@peaflow/core'
import type { PeaCommand, PeaEvent, Step } from './event.ts'
import { toExitNotice } from './exit-notice.ts'
import { hasEnded } from './start-error.ts'
import type { Ended, Known, Lost } from './state.ts'

/** What becomes of a Pea whose process has ended: it stays ended, is launched again, or is lost. */
export function onExited(known: Known, { exit, error, now }: Extract<PeaEvent, { type: 'exited' }>): Step {
  const { plan, incarnation, isStopping, wasReady, killReason } = known
  const ended: Ended = { ...known, phase: 'ended', exit }
  const expected = isStopping || killReason === 'replaced'
  const event = { type: 'pea-exited', pea: plan.id, incarnation, expected, exit } as const
  const emit: PeaCommand = { type: 'emit', event }
  if (isStopping) return { state: ended, commands: [emit, ...giveUp(known), { type: 'end' }] }
  // Its senders give what it held to the others.
  if (known.leaves === 'for-good') {
    return {
      state: ended,
      commands: [emit, { type: 'announce-exit', isLost: false }, ...giveUp(known), { type: 'end' }],
    }
  }
  if (!wasReady) return { state: ended, commands: [emit, { type: 'fail-start', cause: error }] }
  const restarts = killReason === 'replaced' ? known.restarts : allowRestart(plan.restart, known.restarts, now)
  if (restarts === undefined) return onLost({ ...known, phase: 'lost', exit }, emit)
  return {
    state: { ...ended, restarts },
    commands: [emit, { type: 'announce-exit', isLost: false }, { type: 'relaunch' }],
  }
}

function onLost(state: Lost, emit: PeaCommand): Step {
  const { plan } = state
  const { reason } = toExitNotice(state)
  const mayReturn = plan.external === true && plan.restart.policy !== 'never'
  return {
    state,
    commands: [
      emit,
      { type: 'announce-exit', isLost: true },
      { type: 'emit', event: { type: 'pea-lost', pea: plan.id, reason } },
      ...giveUp(state),
      { type: mayReturn ? 'await-return' : 'end' },
    ],
  }
}

function giveUp({ plan }: Known): readonly PeaCommand[] {
  return [{ type: 'give-up', error: hasEnded(plan) }]
}
