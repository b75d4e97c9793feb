import { expect, it } from 'vitest'
import { FakeFlow, settle } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const plan = sketchPlan([
  { id: 'a/0', to: ['b/0'] },
  { id: 'b/0', to: ['c/0'] },
  { id: 'c/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

const failures: [name: string, lives: number, code: string, fail: (flow: FakeFlow, incarnation: number) => void][] = [
  ['ends', 5, 'LAUNCH_PEA_EXITED', (flow) => flow.processOf('b/0')?.exit(3)],
  ['ends as if it was asked to', 1, 'LAUNCH_PEA_EXITED', (flow) => flow.processOf('b/0')?.exit(0)],
  [
    'reports that its executor does not load',
    1,
    'LAUNCH_EXECUTOR_LOAD',
    (flow, incarnation) => {
      const error = { code: 'LAUNCH_EXECUTOR_LOAD', message: 'no module', pod: 'b', pea: 'b/0' }
      flow.report({ type: 'fatal', pea: 'b/0', incarnation, error })
    },
  ],
  [
    'reports why its setup failed',
    5,
    'LAUNCH_EXECUTOR_SETUP',
    (flow, incarnation) => {
      const error = { code: 'LAUNCH_EXECUTOR_SETUP', message: 'no model', hint: 'get one', pod: 'b', pea: 'b/0' }
      flow.report({ type: 'fatal', pea: 'b/0', incarnation, error: { ...error, stack: 'Error: no model\n at x' } })
    },
  ],
  [
    'reports why after it has ended',
    5,
    'LAUNCH_EXECUTOR_SETUP',
    (flow, incarnation) => {
      flow.processOf('b/0')?.exit(3)
      const error = { code: 'LAUNCH_EXECUTOR_SETUP', message: 'no model', pod: 'b', pea: 'b/0' }
      setImmediate(() => flow.report({ type: 'fatal', pea: 'b/0', incarnation, error }))
    },
  ],
  [
    'speaks another version of the protocol',
    1,
    'LAUNCH_PROTOCOL',
    (flow) =>
      flow.report({ type: 'bound', pea: 'b/0', incarnation: 1, protocol: 99, ports: [], proof: '0'.repeat(32) }),
  ],
]

it.each(failures)('gives up a start in which a Pea %s: lives %i', async (_name, lives, code, fail) => {
  const flow = new FakeFlow(plan, { isSilent: ({ id }) => id === 'b/0' })
  const started = flow.start()
  started.catch(() => {})
  for (let incarnation = 1; incarnation <= lives; incarnation++) {
    while (flow.processOf('b/0')?.spec.incarnation !== incarnation) await settle()
    fail(flow, incarnation)
  }
  await expect(started).rejects.toMatchObject({ code, message: expect.stringContaining('"b/0"') })
  await flow.supervisor.stop([...flow.supervisor.peas.values()], { grace: 0 })
  expect(flow.processes.filter(({ isRunning }) => isRunning)).toEqual([])
})

it('gives up a start whose launch fails', async () => {
  const failure = new Error('no such image')
  const flow = new FakeFlow(plan, { failLaunch: ({ id }) => (id === 'c/0' ? failure : undefined) })
  await expect(flow.start()).rejects.toBe(failure)
})
