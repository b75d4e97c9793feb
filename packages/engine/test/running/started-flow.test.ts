import { Drops, type Gateway } from '@peaflow/pea/internal'
import type { WireError } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { defer } from '../../src/async/deferred.ts'
import type { Replan } from '../../src/launch/options.ts'
import { StartedFlow } from '../../src/running/started-flow.ts'
import { FakeFlow, type FakeFlowOptions, settle } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const planOf = (replicas: number) => {
  const middle = Array.from({ length: replicas }, (_, index) => `b/${index}`)
  return sketchPlan([
    { id: 'a/0', to: middle },
    ...middle.map((id) => ({ id, to: ['gateway'] })),
    { id: 'gateway', to: ['a/0'] },
  ])
}

const NONE = { messages: 0, bytes: 0 }

/** A gateway in memory, whose requests are answered by hand. */
function openGateway() {
  const ended = defer<void>()
  const answer = defer<void>()
  const gateway: Gateway = {
    inFlight: 0,
    backlog: 0,
    statistics: () => ({ dropped: 0, queued: [], received: NONE, sent: NONE, endpoints: [] }),
    ended: ended.promise,
    stream: async function* () {
      yield* []
      return undefined
    },
    request: async (_endpoint, documents) => {
      await answer.promise
      return [...documents]
    },
    openRequests: {
      next: 0,
      list: () => [],
      numbers: () => [],
      hasBelow: () => false,
      countTries: () => {},
      restart: () => undefined,
      retry: () => {},
    },
    fail: (_request: number, _error: WireError) => {},
    close: async () => ended.resolve(),
  }
  return { gateway, answer, ended }
}

async function start(options?: FakeFlowOptions, replan: Replan = (_, __, replicas) => planOf(replicas)) {
  const flow = new FakeFlow(planOf(1), options)
  const gatewayPea = await flow.start()
  const { gateway, answer, ended } = openGateway()
  const control = { open: async () => {}, close: () => {} }
  const drops = new Drops(() => {})
  const { supervisor, enrolments, endpoints, taps, statistics, processUse } = flow
  const known = { supervisor, enrolments, endpoints, taps, statistics, processUse }
  const running = new StartedFlow({ ...known, control, gateway, gatewayPea, drops, replan })
  return { flow, running, answer, ended }
}

it('makes one change at a time, and reports each', async () => {
  const { flow, running } = await start()
  await Promise.all([running.scale('b', 3), running.scale('b', 2), running.scale('b', 2)])
  expect(flow.events.filter(({ type }) => type === 'scaled')).toEqual([
    { type: 'scaled', pod: 'b', from: 1, to: 3 },
    { type: 'scaled', pod: 'b', from: 3, to: 2 },
  ])
  expect((await running.status()).peas.map(({ id }) => id).toSorted()).toEqual(['a/0', 'b/0', 'b/1'])
  await running.stop()
})

it('goes on with the next change after one that failed', async () => {
  let isBroken = true
  const { running } = await start({}, (_, __, replicas) => {
    if (isBroken) throw new Error('no such Pod')
    return planOf(replicas)
  })
  await expect(running.scale('x', 2)).rejects.toThrow('no such Pod')
  isBroken = false
  await running.scale('b', 2)
  expect(running.plan.peas).toHaveLength(4)
})

it('waits for requests that were made before it stops', async () => {
  const { flow, running, answer } = await start()
  const request = running.request('/', [{ text: 'x' }])
  const stopped = running.stop({ grace: 60_000 })
  await settle()
  expect(flow.sentTo('a/0', 'drain')).toEqual([])
  answer.resolve()
  await stopped
  expect(await request).toEqual([{ text: 'x' }])
  await running.stopped
})

it('stops once, however often it is asked, and scales no more', async () => {
  const { flow, running } = await start()
  const stopped = running.stop({ grace: 60_000 })
  expect(running.stop({ grace: 60_000 })).toBe(stopped)
  await expect(running.scale('b', 2)).rejects.toMatchObject({ code: 'LAUNCH_STOPPING' })
  await stopped
  expect(flow.processes.map(({ stops }) => stops.length)).toEqual([1, 1])
})

it('stops sooner when it is asked with a shorter grace period', async () => {
  for (const grace of [0, 10]) {
    const { running } = await start({ ignores: (_, { type }) => type === 'drain' })
    const stopped = running.stop({ grace: 60_000 })
    await running.stop({ grace })
    await stopped
  }
})

it('stops when the links of its gateway fail', async () => {
  const { flow, running, ended } = await start()
  ended.resolve()
  await running.stopped
  expect(flow.supervisor.peas.size).toBe(0)
})
