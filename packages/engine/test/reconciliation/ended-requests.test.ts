import { expect, it } from 'vitest'
import { eventually } from '../../../pea/test/eventually.ts'
import { EndedRequests } from '../../src/reconciliation/ended-requests.ts'
import { FakeFlow, settle } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const sketched = sketchPlan([
  { id: 'a/0', to: ['j/0', 'side/0'] },
  { id: 'b/0', to: ['j/0', 'side/0'] },
  { id: 'j/0', to: ['gateway'] },
  { id: 'side/0', to: [] },
  { id: 'gateway', to: ['a/0', 'b/0'] },
])
const plan = {
  ...sketched,
  peas: sketched.peas.map((pea) => (pea.pod === 'side' ? { ...pea, side: true as const } : pea)),
}

/** A Flow in which `j` joins `a` and `b`, whose gateway has these open requests of ten. */
async function start(...numbers: number[]) {
  const flow = new FakeFlow(plan)
  const ended = new EndedRequests(flow.supervisor)
  flow.supervisor.onWiring((pea) => ended.send(pea))
  flow.supervisor.onDeath(() => ended.onDeath())
  await flow.start()
  const open = new Set(numbers)
  ended.listen({
    next: 10,
    list: () => [],
    numbers: () => [...open],
    hasBelow: (next) => [...open].some((request) => request < next),
    countTries: () => {},
    restart: () => undefined,
    retry: () => {},
  })
  const told = (pea: string) => flow.sentTo(pea, 'open').map(({ below, requests }) => [below, ...requests])
  const kill = async (id: string) => {
    flow.processOf(id)?.exit()
    await settle()
  }
  return { flow, open, told, kill }
}

it('tells a join that is started again what has ended, before it is sent its sockets', async () => {
  const { flow, told, kill } = await start(3, 7)
  expect(told('j/0')).toEqual([])
  const before = flow.sent.length
  await kill('j/0')
  expect(told('j/0')[0]).toEqual([10, 3, 7])
  const types = flow.sent.slice(before).flatMap(({ pea, message }) => (pea === 'j/0' ? [message.type] : []))
  expect(types.indexOf('open')).toBeLessThan(types.indexOf('wire'))
})

it('tells a join that has connected again', async () => {
  const { flow, told } = await start(4)
  const { incarnation } = flow.supervisor.peas.get('j/0')?.state ?? { incarnation: 0 }
  flow.supervisor.find('j/0', incarnation)?.apply({ type: 'reconnected' })
  expect(told('j/0')).toEqual([[10, 4]])
})

it('tells joins of what was open at a death until it has ended, and nobody else', async () => {
  const { open, told, kill } = await start(3, 7)
  await kill('a/0')
  open.delete(3)
  await eventually(() => told('j/0').at(-1)).toEqual([10, 7])
  open.delete(7)
  await eventually(() => told('j/0').at(-1)).toEqual([10])
  for (const id of ['a/0', 'b/0', 'side/0', 'gateway']) expect(told(id)).toEqual([])
})
