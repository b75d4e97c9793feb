import { expect, it } from 'vitest'
import { askPea, askStatus } from '../../src/running/status.ts'
import { FakeFlow, settle } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const plan = sketchPlan([
  { id: 'a/0', to: ['b/0'] },
  { id: 'b/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

const sourcesOf = ({ supervisor, processUse }: FakeFlow) => ({ supervisor, processUse })

it('has what every Pea but the gateway reports', async () => {
  const flow = new FakeFlow(plan)
  await flow.start()
  const gateway = { inFlight: 3, backlog: 4 }
  const status = await askStatus({ ...sourcesOf(flow), gateway, drops: { count: 2 } })
  expect(status).toMatchObject({ flow: 'test', inFlight: 3, waiting: 4, dropped: 2 })
  expect(status.peas).toMatchObject(
    ['a', 'b'].map((pod) => ({
      ...{ id: `${pod}/0`, pod, runtime: 'process', phase: 'ready', incarnation: 1, restarts: 0, held: 0, dropped: 0 },
      report: { pea: `${pod}/0` },
    })),
  )
})

it('has no report of a Pea that does not answer in time, and asks it again the next time', async () => {
  let isUnresponsive = true
  const flow = new FakeFlow(plan, { ignores: (pea, { type }) => isUnresponsive && pea === 'a/0' && type === 'ping' })
  await flow.start()
  const gateway = { inFlight: 0, backlog: 0 }
  const ask = () => askStatus({ ...sourcesOf(flow), gateway, drops: { count: 2 } })
  expect((await ask()).peas.map(({ report }) => report?.pea)).toEqual([undefined, 'b/0'])
  isUnresponsive = false
  expect((await ask()).peas.map(({ report }) => report?.pea)).toEqual(['a/0', 'b/0'])
})

it('gives everyone who asks at once the same answer', async () => {
  const flow = new FakeFlow(plan)
  await flow.start()
  const pea = flow.supervisor.peas.get('a/0')
  if (pea === undefined) throw new Error('there is no such Pea')
  const [first, second] = await Promise.all([askPea(flow.supervisor, pea), askPea(flow.supervisor, pea)])
  expect(first).toBe(second)
})

it('does not ask a Pea that is not running', async () => {
  const restart = { policy: 'never', max: 0, window: 1 } as const
  const flow = new FakeFlow({ ...plan, peas: plan.peas.map((pea) => ({ ...pea, restart })) })
  await flow.start()
  flow.processOf('b/0')?.exit(1)
  await settle()
  const gateway = { inFlight: 0, backlog: 0 }
  const { peas } = await askStatus({ ...sourcesOf(flow), gateway, drops: { count: 2 } })
  expect(peas[1]).toMatchObject({ phase: 'lost', held: null, dropped: null, address: null, report: undefined })
  expect(flow.sentTo('b/0', 'ping')).toEqual([])
})
