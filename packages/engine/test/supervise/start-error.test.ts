import { FlowError, type PeaPlan } from '@peaflow/core'
import { expect, it } from 'vitest'
import { unlaunched } from '../../src/supervise/first-state.ts'
import { toStartError } from '../../src/supervise/start-error.ts'
import { sketchPlan } from '../plan/plans.ts'

const [plan] = sketchPlan([{ id: 'a/0', to: [] }]).peas as [PeaPlan]

it('says that a launch took too long, not that it was aborted because of that', () => {
  const state = { ...unlaunched(plan, 5), killReason: 'late' } as const
  const aborted = new FlowError('LAUNCH_ABORTED', 'the launch of "a/0" was aborted')
  expect(toStartError(state, aborted, [])).toMatchObject({
    code: 'LAUNCH_NOT_READY',
    message: expect.stringContaining('"a/0"'),
  })
})

it('says what else a late launch failed with', () => {
  const state = { ...unlaunched(plan, 5), killReason: 'late' } as const
  const silent = new FlowError('LAUNCH_PING', 'nothing answers for "a/0"')
  expect(toStartError(state, silent, [])).toBe(silent)
})

it('hands on what the launcher says, with the Pod and the Pea if it does not name them', () => {
  const state = unlaunched(plan, 5)
  expect(toStartError(state, new FlowError('LAUNCH_IMAGE_MISSING', 'there is no image "x"'), [])).toMatchObject({
    code: 'LAUNCH_IMAGE_MISSING',
    message: 'Pod "a", Pea "a/0": there is no image "x"',
  })
  const foreign = new Error('no such image')
  expect(toStartError(state, foreign, [])).toBe(foreign)
})
