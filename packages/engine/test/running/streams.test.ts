import { buildFlow, Flow } from '@peaflow/flow'
import { expect, it } from 'vitest'
import { BrokenAnswers } from '../../src/running/broken-answers.ts'
import { SuspendedRequests } from '../../src/running/suspended-requests.ts'
import { FakeFlow } from '../fake-flow.ts'

const plan = buildFlow(new Flow().add({ name: 'a' }).add({ name: 'side', needs: 'a' }).add({ name: 'b', needs: 'a' }))

const soon = () => new Promise<void>((resolve) => setImmediate(resolve))

it('sends every Pea but the gateway what is suspended and what goes on, once for a turn', async () => {
  const flow = new FakeFlow(plan)
  await flow.start()
  const suspended = new SuspendedRequests(flow.supervisor)
  suspended.set(1, true)
  suspended.set(2, true)
  suspended.set(2, false)
  await soon()
  for (const pea of ['a/0', 'b/0', 'side/0']) {
    expect(flow.sentTo(pea, 'suspend')).toEqual([{ type: 'suspend', requests: [1] }])
    expect(flow.sentTo(pea, 'resume')).toEqual([{ type: 'resume', requests: [2] }])
  }
  expect(flow.sentTo('gateway', 'suspend')).toEqual([])
  const [pea] = [...flow.supervisor.peas.values()].filter(({ id }) => id === 'a/0')
  if (pea !== undefined) suspended.send(pea)
  expect(flow.sentTo('a/0', 'suspend')).toHaveLength(2)
  suspended.set(1, false)
  await soon()
  if (pea !== undefined) suspended.send(pea)
  expect(flow.sentTo('a/0', 'suspend')).toHaveLength(2)
})

it('cancels the attempt of a broken answer everywhere if the gateway sends the request again, and only then', async () => {
  const flow = new FakeFlow(plan)
  await flow.start()
  const broken = new BrokenAnswers(flow.supervisor, flow.failedRequests)
  broken.listen({
    restart: ({ request, attempt }) => (request === 7 ? { request, attempt, endpoint: '/' } : undefined),
  })
  const message = { type: 'broken', pea: 'a/0', attempt: 2, tries: 0, peer: 'b/0', reason: 'killed' } as const
  broken.add({ ...message, request: 7 })
  broken.add({ ...message, request: 8 })
  for (const pea of ['a/0', 'b/0', 'side/0'])
    expect(flow.sentTo(pea, 'cancel')).toEqual([{ type: 'cancel', requests: [7], attempts: [2] }])
})

it('reports an answer that is broken on a side branch, and lets the request go on', async () => {
  const flow = new FakeFlow(plan)
  await flow.start()
  const broken = new BrokenAnswers(flow.supervisor, flow.failedRequests)
  broken.listen({
    restart: () => {
      throw new Error('the request goes on')
    },
  })
  broken.add({ type: 'broken', pea: 'a/0', request: 7, attempt: 0, tries: 0, peer: 'side/0', reason: 'killed' })
  expect(flow.events).toContainEqual(
    expect.objectContaining({ type: 'side-failed', request: 7, error: expect.objectContaining({ pea: 'side/0' }) }),
  )
})
