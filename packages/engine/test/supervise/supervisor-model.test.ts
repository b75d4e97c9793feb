import { PROTOCOL } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FakeFlow, NO_PROOF, settle } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const ids = ['a/0', 'b/0', 'b/1', 'c/0'] as const

const plan = sketchPlan([
  { id: 'a/0', to: ['b/0', 'b/1'] },
  { id: 'b/0', to: ['c/0'] },
  { id: 'b/1', to: ['c/0'] },
  { id: 'c/0', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

const MAX_RESTARTS = 2

const restarting = {
  ...plan,
  peas: plan.peas.map((pea) => ({
    ...pea,
    restart: { policy: 'on_failure', max: MAX_RESTARTS, window: 60_000 } as const,
  })),
}

const action = fc.record({
  type: fc.constantFrom('exit', 'stuck', 'bound-again', 'ready-again', 'fatal', 'wait'),
  pea: fc.constantFrom(...ids),
})

/** Each incarnation of a Pea is launched, is ready at most once, and ends, in this order. */
const LIFE = /^(launched (ready (restarted )?)?exited )*(launched (ready (restarted )?)?)?(lost )?$/

/** Waits until every Pea is ready or lost: before its second restart in a row, it pauses for 100 ms. */
async function settleAll(flow: FakeFlow): Promise<void> {
  const isSettled = () => ids.every((id) => /^(ready|lost)$/.test(flow.supervisor.peas.get(id)?.state.phase ?? ''))
  do await settle()
  while (!isSettled())
}

type Action = { readonly type: string; readonly pea: (typeof ids)[number] }

async function act(flow: FakeFlow, { type, pea }: Action): Promise<void> {
  const incarnation = flow.supervisor.peas.get(pea)?.state.incarnation ?? 0
  const ports = flow.ports.get(pea) ?? []
  if (type === 'exit') flow.processOf(pea)?.exit(1)
  if (type === 'stuck') flow.report({ type, pea: 'a/0', peer: pea, incarnation })
  if (type === 'bound-again')
    flow.report({ type: 'bound', pea, incarnation, protocol: PROTOCOL, ports, proof: NO_PROOF })
  if (type === 'ready-again') flow.report({ type: 'ready', pea, incarnation })
  if (type === 'fatal') flow.report({ type, pea, error: { code: 'LAUNCH_X', message: 'x', pod: 'x', pea } })
  if (type === 'wait') await settle()
}

/** No Pea has two processes, and every port that Peas were sent to dial was open. */
function expectSound(flow: FakeFlow): void {
  expect(flow.closedPorts).toEqual([])
  const running = flow.processes.flatMap(({ spec, isRunning }) => (isRunning ? spec.id : []))
  expect(running.length).toBe(new Set(running).size)
}

/** A Pea is ready as long as its policy allows, and lost afterwards. */
function expectSettled(flow: FakeFlow, id: string): void {
  const history = flow.historyOf(id)
  const exits = history.filter((event) => event.startsWith('pea-exited')).length
  const isLost = exits > MAX_RESTARTS
  expect(flow.supervisor.peas.get(id)?.state.phase).toBe(isLost ? 'lost' : 'ready')
  expect(flow.processOf(id)?.spec.incarnation).toBe(isLost ? undefined : exits + 1)
  const life = history.map((event) => `${event.replace(/^pea-/, '').replace(/ \d+$/, '')} `)
  expect(life.join('')).toMatch(LIFE)
}

it('keeps its promises whatever happens to the Peas', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 15 }), async (actions) => {
      const flow = new FakeFlow(restarting)
      await flow.start()
      for (const one of actions) {
        await act(flow, one)
        expectSound(flow)
      }
      await settleAll(flow)
      for (const id of ids) expectSettled(flow, id)
      await flow.supervisor.stop([...flow.supervisor.peas.values()])
      expect(flow.processes.filter(({ isRunning }) => isRunning)).toEqual([])
      expect(flow.supervisor.peas.size).toBe(0)
    }),
    { numRuns: 40 },
  )
})
