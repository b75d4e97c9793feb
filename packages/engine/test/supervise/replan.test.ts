import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { enrol, joinedPlan } from '../enrolment/fake-replica.ts'
import { FakeFlow, settle } from '../fake-flow.ts'
import { phasesOf, planOf } from '../running/scaled.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await settle()
}

it('gives a Pea that starts no more time when replicas come and go elsewhere', async () => {
  const flow = new FakeFlow(joinedPlan('any'), { isSilent: ({ pod }) => pod === 'mark' })
  const started = flow.start()
  started.catch(() => {})
  await settle()
  for (let round = 0; round < 3; round++) {
    expect(phasesOf(flow)).toMatchObject({ 'mark/0': 'starting' })
    enrol(flow, 0)
    await settle()
    flow.report({ type: 'ended', pea: 'encode/0', code: 0 })
    await pass(9_900)
  }
  await pass(1_000)
  expect(phasesOf(flow)).toMatchObject({ 'mark/0': 'ended' })
  await expect(started).rejects.toMatchObject({ code: 'LAUNCH_NOT_READY' })
})

it('gives a Pea that another plan adds its time from when it is sent its sockets', async () => {
  const after = planOf(2)
  const flow = new FakeFlow(planOf(1), { ignores: (pea, { type }) => pea === 'b/1' && type === 'wire' })
  await flow.start()
  for (const plan of after.peas.filter(({ id }) => id === 'b/1')) flow.supervisor.launch(plan)
  await pass(60_000)
  flow.supervisor.adopt(after)
  await pass(9_900)
  expect(phasesOf(flow)).toMatchObject({ 'b/1': 'starting' })
  await pass(1_000)
  expect(phasesOf(flow)).toMatchObject({ 'b/1': 'ended' })
})
