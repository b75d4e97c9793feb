import { expect, it } from 'vitest'
import { FakeFlow, settle } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const sketched = sketchPlan([
  { id: 'a/0', to: ['j/0', 'side/0'] },
  { id: 'b/0', to: ['j/0'] },
  { id: 'j/0', to: ['gateway'] },
  { id: 'side/0', to: [] },
  { id: 'gateway', to: ['a/0', 'b/0'] },
])
const plan = {
  ...sketched,
  peas: sketched.peas.map((pea) => (pea.pod === 'side' ? { ...pea, side: true as const } : pea)),
}

const errorOf = (pod: string) => ({ code: 'REQUEST_X', message: 'no', pod, pea: `${pod}/0` })

async function start() {
  const flow = new FakeFlow(plan)
  flow.supervisor.onWiring((pea) => flow.failedRequests.send(pea))
  await flow.start()
  const failed: number[] = []
  flow.failedRequests.listen((request) => failed.push(request))
  return { flow, failed }
}

it('fails requests at the gateway, and cancels them at every Pea in one message', async () => {
  const { flow, failed } = await start()
  flow.report({ type: 'failed', request: 1, error: errorOf('a') })
  flow.report({ type: 'failed', request: 2, error: errorOf('b') })
  flow.failedRequests.cancel([3, 4])
  await settle()
  expect(failed).toEqual([1, 2])
  for (const id of ['a/0', 'b/0', 'j/0']) {
    expect(flow.sentTo(id, 'cancel')).toEqual([{ type: 'cancel', requests: [1, 2, 3, 4] }])
  }
  // What failed elsewhere goes on in a side branch.
  expect(flow.sentTo('side/0', 'cancel')).toEqual([{ type: 'cancel', requests: [3, 4] }])
  expect(flow.sentTo('gateway', 'cancel')).toEqual([])
  flow.failedRequests.cancel([5])
  await settle()
  expect(flow.sentTo('j/0', 'cancel').at(-1)).toEqual({ type: 'cancel', requests: [5] })
})

it('only reports a request that failed on a side branch', async () => {
  const { flow, failed } = await start()
  flow.report({ type: 'failed', request: 1, error: errorOf('side') })
  await settle()
  expect(failed).toEqual([])
  expect(flow.events.at(-1)).toEqual({ type: 'side-failed', request: 1, error: errorOf('side') })
  expect(flow.sentTo('j/0', 'cancel')).toEqual([])
})

it('tells a Pea that is started again, or has connected again, what was cancelled meanwhile, before its sockets', async () => {
  const { flow } = await start()
  flow.failedRequests.cancel([3, 4])
  flow.report({ type: 'failed', request: 1, error: errorOf('a') })
  await settle()
  const cancelled = (id: string) => flow.sentTo(id, 'cancel').map(({ requests }) => requests)
  const before = flow.sent.length
  flow.processOf('j/0')?.exit()
  flow.supervisor.peas.get('side/0')?.apply({ type: 'reconnected' })
  await settle()
  expect(cancelled('j/0').at(-1)).toEqual([1, 3, 4])
  expect(cancelled('side/0')).toEqual([
    [3, 4],
    [3, 4],
  ])
  const types = flow.sent.slice(before).flatMap(({ pea, message }) => (pea === 'j/0' ? [message.type] : []))
  expect(types.indexOf('cancel')).toBeLessThan(types.indexOf('wire'))
})
