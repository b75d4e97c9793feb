import { expect, it, vi } from 'vitest'
import { defer } from '../../src/async/deferred.ts'
import { stopFlow } from '../../src/running/stop.ts'
import { FakeFlow, type FakeFlowOptions, settle } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const plan = sketchPlan([
  { id: 'a/0', to: ['b/0'] },
  { id: 'b/0', to: ['c/0'] },
  { id: 'c/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

/** A Flow that is up, and notes the order in which it is taken down. */
async function startFlow(options?: FakeFlowOptions) {
  const flow = new FakeFlow(plan, options)
  const gatewayPea = await flow.start()
  const { supervisor } = flow
  const gateway = { close: async () => void flow.events.push({ type: 'pea-lost', pea: 'gateway', reason: 'closed' }) }
  const control = { close: vi.fn() }
  const force = new AbortController()
  const stop = (grace: number, answered: Promise<unknown> = Promise.resolve()) =>
    stopFlow({ supervisor, control, gateway, gatewayPea }, { grace, force: force.signal, answered })
  const ended = () =>
    flow.events.flatMap((event) => (event.type === 'pea-exited' || event.type === 'pea-lost' ? event.pea : []))
  return { flow, stop, control, force, ended }
}

const drained = ({ sent }: FakeFlow) => sent.flatMap(({ pea, message }) => (message.type === 'drain' ? pea : []))

it('drains the Flow, closes the gateway, and ends the Peas from the last to the first', async () => {
  const { flow, stop, control, ended } = await startFlow()
  await stop(60_000)
  expect(drained(flow)).toEqual(['a/0', 'b/0', 'c/0'])
  expect(ended()).toEqual(['gateway', 'c/0', 'b/0', 'a/0'])
  expect(flow.processes.every(({ stops }) => stops.length === 1 && (stops[0] ?? 0) > 50_000)).toBe(true)
  expect(flow.supervisor.peas.size).toBe(0)
  expect(control.close).toHaveBeenCalledTimes(1)
})

it('does not drain before the requests made so far are answered', async () => {
  const { flow, stop } = await startFlow()
  const answered = defer<void>()
  const stopped = stop(60_000, answered.promise)
  await settle()
  expect(drained(flow)).toEqual([])
  answered.resolve()
  await stopped
  expect(drained(flow)).toHaveLength(3)
})

it('gives up when no request was answered for as long as the grace period', async () => {
  const { flow, stop } = await startFlow({ ignores: (_, { type }) => type === 'drain' })
  await stop(2_000)
  expect(drained(flow)).toEqual(['a/0'])
  // The grace period is over then: Peas have a second, not as long again.
  expect(flow.processes.flatMap(({ stops }) => stops).every((grace) => (grace ?? 0) <= 1_000)).toBe(true)
  expect(flow.supervisor.peas.size).toBe(0)
})

it('goes on as long as requests are answered', async () => {
  const { flow, stop } = await startFlow({ ignores: (pea, { type }) => pea === 'a/0' && type === 'drain' })
  const pings = () => flow.sentTo('a/0', 'ping').length
  const stopped = stop(10)
  while (pings() < 8) {
    flow.served += 1
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  expect(flow.supervisor.peas.size).toBe(4)
  flow.report({ type: 'idle', pea: 'a/0' })
  await stopped
  expect(drained(flow)).toEqual(['a/0', 'b/0', 'c/0'])
})

it('ends everything at once when it is forced, before or meanwhile', async () => {
  for (const isForcedBefore of [true, false]) {
    const { flow, stop, force } = await startFlow({ ignores: (_, { type }) => type === 'drain' })
    if (isForcedBefore) force.abort()
    const stopped = stop(60_000, new Promise(() => {}))
    await settle()
    force.abort()
    await stopped
    expect(drained(flow)).toEqual([])
    expect(flow.processes.map(({ isRunning, stops }) => [isRunning, stops.length])).toEqual(
      flow.processes.map(() => [false, 0]),
    )
  }
})

it('ends a Pea that is in no layer of the plan', async () => {
  const { flow, stop } = await startFlow()
  const [pea] = plan.peas
  if (pea === undefined) throw new Error('the plan is empty')
  flow.supervisor.launch({ ...pea, id: 'x/0' })
  await settle()
  await stop(60_000)
  expect(flow.supervisor.peas.size).toBe(0)
  expect(flow.processOf('x/0')).toBeUndefined()
})

it('asks each Pea over the control channel, too, which needs no launcher', async () => {
  const { flow, stop } = await startFlow()
  await stop(60_000)
  const asked = flow.sent.flatMap(({ pea, message }) => (message.type === 'stop' ? pea : []))
  expect(asked).toEqual(['c/0', 'b/0', 'a/0'])
})

it('names a Pea whose launcher never says that it has ended, and does not wait for it', async () => {
  const { flow, stop, control } = await startFlow()
  const stuck = flow.processOf('b/0')
  if (stuck === undefined) throw new Error('it is not running')
  // Neither its `stop` nor its signal leads to anything.
  stuck.stop = () => stuck.exited
  stuck.exit = () => undefined
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const stopped = stop(100)
    await vi.advanceTimersByTimeAsync(50_000)
    await stopped
  } finally {
    vi.useRealTimers()
  }
  expect([...flow.supervisor.peas.keys()].filter((id) => id !== 'gateway')).toEqual(['b/0'])
  expect(flow.processOf('a/0')).toBeUndefined()
  expect(flow.lines).toEqual([
    {
      pea: 'b/0',
      stream: 'stderr',
      level: 'warn',
      text: 'it may still run: its launcher does not say that it has ended',
    },
  ])
  expect(control.close).toHaveBeenCalledTimes(1)
})
