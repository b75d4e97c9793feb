import type { PeaPlan } from '@peaflow/core'
import { PROTOCOL } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import type { PeaEvent } from '../../src/supervise/event.ts'
import { unlaunched } from '../../src/supervise/first-state.ts'
import { readyLimit, watchReadyLimit } from '../../src/supervise/ready-limit.ts'
import type { PeaState } from '../../src/supervise/state.ts'
import { step } from '../../src/supervise/step.ts'
import { sketchPlan } from '../plan/plans.ts'

const [plan] = sketchPlan([{ id: 'a/0', to: [] }]).peas as [PeaPlan]

function stateAfter(timeoutReady: number, ...events: readonly PeaEvent[]): PeaState {
  return events.reduce((state: PeaState, event) => step(state, event).state, unlaunched({ ...plan, timeoutReady }, 5))
}

const launch: PeaEvent = { type: 'launch', now: 0 }
const launched: PeaEvent = { type: 'launched', reach: {} }
const bound: PeaEvent = { type: 'bound', ports: [], protocol: PROTOCOL }
const peers = [stateAfter(500, launch), stateAfter(9_000, launch, launched, bound, { type: 'ready', now: 0 })]

it('is the own limit of a Pea before its ports are open, which takes no peer', () => {
  expect(readyLimit(stateAfter(100, launch), { isPlanned: true, peers })).toBe(100)
  expect(readyLimit(stateAfter(100, launch, launched), { isPlanned: true, peers })).toBe(100)
})

it('is at least that of each peer that it has to greet and that is not ready', () => {
  expect(readyLimit(stateAfter(100, launch, launched, bound), { isPlanned: true, peers })).toBe(500)
  expect(readyLimit(stateAfter(700, launch, launched, bound), { isPlanned: true, peers })).toBe(700)
})

it('is not before a peer that is replaced', () => {
  const replaced = { ...unlaunched(plan, 5), incarnation: 1, killReason: 'replaced' } as const
  expect(readyLimit(stateAfter(100, launch, launched, bound), { isPlanned: true, peers: [replaced] })).toBe(
    Number.POSITIVE_INFINITY,
  )
})

it('is none for one that a change of the plan adds, once its ports are open', () => {
  const added = stateAfter(100, launch, launched)
  expect(readyLimit(added, { isPlanned: false, peers })).toBe(100)
  expect(readyLimit(step(added, bound).state, { isPlanned: false, peers })).toBe(Number.POSITIVE_INFINITY)
})

it('is none for a Pea that is ready', () => {
  expect(
    readyLimit(stateAfter(100, launch, launched, bound, { type: 'ready', now: 0 }), { isPlanned: true, peers: [] }),
  ).toBe(Number.POSITIVE_INFINITY)
})

it('is watched until it is reached, also if it moves meanwhile', async () => {
  let limit = performance.now() + 5
  await new Promise<void>((resolve) => {
    watchReadyLimit(() => limit, resolve)
    limit += 20
  })
  expect(performance.now()).toBeGreaterThanOrEqual(limit)
})
