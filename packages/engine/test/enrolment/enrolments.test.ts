import { afterEach, expect, it, vi } from 'vitest'
import { FakeFlow, type FakeFlowOptions, settle } from '../fake-flow.ts'
import { enrol, joinedPlan } from './fake-replica.ts'

/** A Flow with both replicas. */
async function startFlow(polling: 'any' | 'all', options?: FakeFlowOptions) {
  const flow = new FakeFlow(joinedPlan(polling), options)
  await flow.start()
  for (const number of [0, 1]) enrol(flow, number)
  await settle()
  return flow
}

afterEach(() => void vi.useRealTimers())

it.each(['any', 'all'] as const)(
  'gives a number again only once the Flow has taken note of the end of the life that had it: polling %s',
  async (polling) => {
    const flow = await startFlow(polling)
    flow.report({ type: 'ended', pea: 'encode/1', code: 0 })
    const early = enrol(flow, 1)
    expect([early.refusal?.code, early.adopted]).toEqual(['LAUNCH_FULL', []])
    await settle()
    const next = enrol(flow, 1)
    await settle()
    expect(next).toMatchObject({ refusal: undefined, adopted: [{ id: 'encode/1', incarnation: 2 }] })
    expect(flow.historyOf('encode/1')).toContain('pea-ready 2')
    expect(enrol(flow, 1).refusal?.code).toBe('LAUNCH_FULL')
  },
)

it.each(['any', 'all'] as const)(
  'asks the next life with a number to stop for nothing that the last one asked for: polling %s',
  async (polling) => {
    // As one that starts anew just then, and finds that replica gone.
    const flow = await startFlow(polling, { ignores: (pea, { type }) => pea === 'encode/head' && type === 'leaving' })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    flow.report({ type: 'leaving', pea: 'encode/0', incarnation: 1 })
    await settle()
    flow.report({ type: 'ended', pea: 'encode/0', code: 137 })
    await settle()
    expect(enrol(flow, 0).refusal).toBeUndefined()
    await settle()
    await vi.advanceTimersByTimeAsync(flow.supervisor.plan.options.timeoutRequest + 60_000)
    expect(flow.historyOf('encode/0')).toContain('pea-ready 2')
    expect(flow.sentTo('encode/0', 'stop')).toEqual([])
  },
)
