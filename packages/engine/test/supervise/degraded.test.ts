import type { PeaSpec } from '@peaflow/core'
import { PROTOCOL } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { FakeFlow, settle } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const plan = sketchPlan([
  { id: 'a/0', to: ['b/0', 'b/1'] },
  { id: 'b/0', to: ['c/0'] },
  { id: 'b/1', to: ['c/0'] },
  { id: 'c/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

/** A Pea that was ready once, and whose next lives end at once until `until`. */
async function degrade(until: number): Promise<FakeFlow> {
  const isSilent = ({ id, incarnation }: PeaSpec) => id === 'c/0' && incarnation > 1 && incarnation < until
  const flow = new FakeFlow(plan, { isSilent })
  await flow.start()
  for (let incarnation = 1; incarnation < until; incarnation++) {
    while (flow.processOf('c/0')?.spec.incarnation !== incarnation) await settle()
    flow.processOf('c/0')?.exit(7)
  }
  await settle()
  return flow
}

it('degrades a Pea of which three lives in a row end before they are ready, and tells every peer', async () => {
  const flow = await degrade(5)
  expect(flow.historyOf('c/0').filter((event) => event === 'pea-degraded')).toHaveLength(1)
  const reason = 'its last 3 starts failed, and it is started again: exit code 7'
  const lost = { type: 'lost', peer: 'c/0', incarnation: 4, reason }
  expect(['b/0', 'b/1', 'gateway'].map((pea) => flow.sentTo(pea, 'lost').at(-1))).toEqual([lost, lost, lost])
  expect(flow.sentTo('b/0', 'gone').map(({ incarnation }) => incarnation)).toEqual([1, 2, 3])
  expect(flow.supervisor.peas.get('c/0')?.state).toMatchObject({ phase: 'pausing', failures: 3 })
  await flow.supervisor.stop([...flow.supervisor.peas.values()])
})

it('starts a peer of a degraded Pea without it, and revokes `lost` once the Pea is ready', async () => {
  const flow = await degrade(5)
  const sent = flow.sent.length
  flow.processOf('b/0')?.exit(1)
  await settle()
  expect(flow.historyOf('b/0').at(-1)).toBe('pea-restarted 2')
  while (flow.historyOf('c/0').at(-1) !== 'pea-recovered 5') await settle()
  await settle()
  const told = flow.sent.slice(sent).flatMap(({ pea, message }) => (pea === 'b/1' ? message : []))
  expect(told.map(({ type }) => type).lastIndexOf('lost')).toBeLessThan(
    told.map(({ type }) => type).lastIndexOf('wire'),
  )
  expect(told.at(-1)).toMatchObject({ type: 'wire', outputs: [{ port: flow.ports.get('c/0')?.[0] }] })
  await flow.supervisor.stop([...flow.supervisor.peas.values()])
})

it('stops a Pea that pauses, at once', async () => {
  const flow = await degrade(5)
  const launches = flow.processes.length
  await flow.supervisor.stop([...flow.supervisor.peas.values()])
  expect([flow.supervisor.peas.size, flow.processes.length]).toEqual([0, launches])
})

it('sends a Pea that has connected again all that it may have missed', async () => {
  const flow = new FakeFlow(plan, { ignores: (pea, { type }) => pea === 'b/0' && type === 'drain' })
  await flow.start()
  flow.processOf('c/0')?.exit(7)
  await settle()
  const idle = flow.supervisor.peas.get('b/0')?.idle.ask()
  const ports = flow.ports.get('b/0') ?? []
  const before = flow.sent.length
  flow.report({
    type: 'bound',
    pea: 'b/0',
    incarnation: 1,
    protocol: PROTOCOL,
    ports,
    proof: '0'.repeat(32),
    reconnected: true,
  })
  expect(flow.sent.slice(before)).toMatchObject([
    { pea: 'b/0', message: { type: 'wire', outputs: [{ port: flow.ports.get('c/0')?.[0] }] } },
    { pea: 'b/0', message: { type: 'gone', peer: 'c/0', incarnation: 1 } },
    { pea: 'b/0', message: { type: 'drain' } },
  ])
  flow.report({ type: 'idle', pea: 'b/0' })
  await idle
  await flow.supervisor.stop([...flow.supervisor.peas.values()])
})
