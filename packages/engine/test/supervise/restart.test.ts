import type { PeaExit, PeaPlan } from '@peaflow/core'
import { PROTOCOL } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import type { PeaCommand, PeaEvent, Step } from '../../src/supervise/event.ts'
import { unlaunched } from '../../src/supervise/first-state.ts'
import { step } from '../../src/supervise/step.ts'
import { sketchPlan } from '../plan/plans.ts'

const [plan] = sketchPlan([
  { id: 'a/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
]).peas as [PeaPlan, PeaPlan]

const exit: PeaExit = { code: 1, signal: null, lastLines: ['oh'] }
const launch: PeaEvent = { type: 'launch', now: 0 }
const up: readonly PeaEvent[] = [
  launch,
  { type: 'launched', reach: {} },
  { type: 'bound', ports: [1, 2], protocol: PROTOCOL },
  { type: 'ready', now: 0 },
]
const end = (now: number): PeaEvent => ({ type: 'exited', exit, now })
const spawnError = Object.assign(new Error('spawn'), { code: 'EMFILE' })
const short: PeaEvent = {
  ...end(1),
  type: 'exited',
  exit,
  now: 1,
  error: new Error('no process', { cause: spawnError }),
}

function after(...events: readonly PeaEvent[]): Step & { readonly last: PeaCommand | undefined } {
  let result: Step = { state: unlaunched(plan, 5), commands: [] }
  for (const event of events) result = step(result.state, event)
  return { ...result, last: result.commands.at(-1) }
}

it('does not count a launch that failed for want of descriptors, except among its first', () => {
  const shortAgain = Array.from({ length: 9 }, () => [launch, short]).flat()
  const { state, last } = after(...up, end(1), ...shortAgain)
  expect(state).toMatchObject({ phase: 'pausing', failures: 0, restarts: { count: 1 } })
  expect(last).toMatchObject({ type: 'relaunch', pause: 500 })
  expect(after(launch, short).last).toMatchObject({ type: 'relaunch', pause: 500 })
  expect(after(...shortAgain.slice(0, 10)).last?.type).toBe('fail-start')
})

it('pauses before each restart in a row, and not after a minute of health', () => {
  expect(after(...up, end(1)).last).toMatchObject({ type: 'relaunch', pause: 0 })
  expect(after(...up, end(1), ...up, end(2)).last).toMatchObject({ type: 'relaunch', pause: 100 })
  expect(after(...up, end(1), ...up, end(60_000)).last).toMatchObject({ type: 'relaunch', pause: 0 })
})
