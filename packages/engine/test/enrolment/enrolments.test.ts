import { expect, it } from 'vitest'
import { FakeFlow, settle } from '../fake-flow.ts'
import { enrol, joinedPlan } from './fake-replica.ts'

/** A Flow with both replicas. */
async function startFlow(polling: 'any' | 'all') {
  const flow = new FakeFlow(joinedPlan(polling))
  await flow.start()
  for (const number of [0, 1]) enrol(flow, number)
  await settle()
  return flow
}

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
