import { expect, it } from 'vitest'
import type { PeaEvent } from '../../src/supervise/event.ts'
import { toExitNotice } from '../../src/supervise/exit-notice.ts'
import { unlaunched } from '../../src/supervise/first-state.ts'
import type { PeaState } from '../../src/supervise/state.ts'
import { step } from '../../src/supervise/step.ts'
import { exit, plan, up } from './one-pea.ts'

/** What peers are told of a Pea that has ended after these events. */
function noticeOf(events: readonly PeaEvent[]) {
  const ended: PeaEvent = { type: 'exited', exit, now: 1 }
  return toExitNotice(
    [...events, ended].reduce<PeaState>((state, event) => step(state, event).state, unlaunched(plan, 5)),
  )
}

it('says of a Pea that showed no sign of life that its requests did not end it', () => {
  expect(noticeOf([...up, { type: 'kill', reason: 'silent' }])).toMatchObject({ peer: 'a/0', silent: true })
})

it.each([
  ['a call hung', [...up, { type: 'kill', reason: 'stuck' }]],
  ['it ended by itself', up],
] as const)('does not say so where %s', (_, events) => {
  expect(noticeOf(events)).not.toHaveProperty('silent')
})
