import type { OpenRequest } from '@peaflow/pea/internal'
import type { Holding } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { eventually } from '../../../pea/test/eventually.ts'
import { Reconciliation } from '../../src/reconciliation/reconciliation.ts'
import { FakeFlow, settle } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const plan = sketchPlan([
  { id: 'gateway', to: ['a/0'] },
  { id: 'a/0', to: ['b/0'] },
  { id: 'b/0', to: ['gateway'] },
])

/** A Flow of two Peas whose gateway has so many open requests, and what each Pea answers. */
async function open(count: number, holdings: Record<string, Holding[]>) {
  const flow = new FakeFlow(plan)
  await flow.start()
  const reconciliation = new Reconciliation(flow.supervisor)
  flow.supervisor.onDeath(() => reconciliation.onDeath())
  const requests = Array.from({ length: count }, (_, request): OpenRequest => ({ request, endpoint: '/', attempt: 0 }))
  const retried: number[][] = []
  const tries: unknown[] = []
  reconciliation.listen({
    get next() {
      return requests.length
    },
    list: () => requests,
    numbers: () => requests.map(({ request }) => request),
    hasBelow: (next) => requests.some(({ request }) => request < next),
    countTries: (...counted) => tries.push(counted),
    restart: () => undefined,
    retry: (again) => retried.push(again.map(({ request }) => request)),
  })
  const asked = () => flow.sent.flatMap(({ pea, message }) => (message.type === 'reconcile' ? [pea] : []))
  /** Lets the Pea that was asked last answer, and returns its id. */
  const answer = async (questionsBack = 0) => {
    const { pea = '', message } = flow.sent.findLast((sent) => sent.message.type === 'reconcile') ?? {}
    const question = message?.type === 'reconcile' ? message.question - questionsBack : 0
    reconciliation.onHolding(pea, { question, holding: holdings[pea] ?? [] })
    await settle()
    return pea
  }
  const kill = async (...ids: string[]) => {
    for (const id of ids) flow.processOf(id)?.exit()
    await settle()
  }
  return { reconciliation, retried, tries, asked, answer, kill }
}

it('asks nobody when one Pea dies, nor when another dies once all that was open is answered', async () => {
  const one = await open(5, {})
  await one.kill('a/0')
  expect(one.asked()).toEqual([])
  const none = await open(0, {})
  await none.kill('a/0', 'b/0')
  expect(none.asked()).toEqual([])
})

it('asks in the direction of the data when a second Pea dies, and retries what no Pea holds', async () => {
  const { kill, asked, answer, retried } = await open(4, {
    gateway: [{ at: 'link', to: 'a', edge: 0, peers: ['a/0'], requests: [0] }],
    'a/0': [{ at: 'call', requests: [1] }],
    'b/0': [{ at: 'call', requests: [3] }],
  })
  await kill('a/0', 'b/0')
  for (const pea of ['gateway', 'a/0', 'b/0', 'gateway']) {
    expect([asked().at(-1), retried]).toEqual([pea, []])
    await answer()
  }
  expect([asked(), retried]).toEqual([['gateway', 'a/0', 'b/0', 'gateway'], [[2]]])
})

it('begins anew when a Pea dies meanwhile, and takes no answer to an earlier question', async () => {
  const { kill, asked, answer, retried } = await open(1, {})
  await kill('a/0', 'b/0')
  await answer()
  await kill('b/0')
  expect(asked()).toEqual(['gateway', 'a/0', 'gateway'])
  await answer(1)
  expect(asked()).toHaveLength(3)
  for (let index = 0; index < 4; index += 1) await answer()
  expect(retried).toEqual([[0]])
})

it('does not wait for a Pea that does not answer', async () => {
  const { kill, asked, answer, retried } = await open(1, { 'b/0': [{ at: 'call', requests: [0] }] })
  await kill('a/0', 'b/0')
  await answer()
  await eventually(asked).toEqual(['gateway', 'a/0', 'b/0'])
  await answer()
  await answer()
  expect(retried).toEqual([])
})

it('hands on how many Peas a request has cost', async () => {
  const { reconciliation, tries } = await open(1, {})
  reconciliation.onTried({ request: 0, tries: 2, peer: 'a/0', reason: 'killed' })
  expect(tries).toEqual([[0, 2, { peer: 'a/0', reason: 'killed' }]])
})

it('says where requests are that are out of time', async () => {
  const { reconciliation, asked, answer } = await open(1, {})
  const located = reconciliation.locate([{ request: 0, endpoint: '/', attempt: 0 }])
  await settle()
  expect(asked()).toEqual(['gateway', 'a/0', 'b/0'])
  await answer()
  expect((await located)(0)).toBe('gateway, a/0 did not respond')
})
