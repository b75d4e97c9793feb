import type { FlowPlan } from '@peaflow/core'
import { phaseOf } from '../../src/supervise/state.ts'
import type { FakeFlow } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

export const never = new AbortController().signal

/** A plan with that number of replicas of its middle Pod. */
export function planOf(replicas: number): FlowPlan {
  const middle = Array.from({ length: replicas }, (_, index) => `b/${index}`)
  return sketchPlan([
    { id: 'a/0', to: middle },
    ...middle.map((id) => ({ id, to: ['c/0'] })),
    { id: 'c/0', to: ['gateway'] },
    { id: 'gateway', to: ['a/0'] },
  ])
}

/** A plan whose middle Pod has a head if it has several replicas, and needs that many others. */
export function headedPlan(replicas: number, needs: 1 | 2): FlowPlan {
  const middle = Array.from({ length: replicas }, (_, index) => `b/${index}`)
  const head = replicas === 1 ? [] : [{ id: 'b/head', to: middle }]
  const plan = sketchPlan([
    { id: 'a/0', to: [head[0]?.id ?? 'b/0'] },
    ...head,
    ...middle.map((id) => ({ id, to: ['c/0'] })),
    { id: 'c/0', to: ['gateway'] },
    { id: 'gateway', to: ['a/0'] },
  ])
  return { ...plan, pods: [{ name: 'b', needs: ['a', 'x'].slice(0, needs), peas: [], options: {} }] }
}

/** The Peas that `a/0` was last told to send to. */
export function receiversOf(flow: FakeFlow): readonly string[] | undefined {
  const last = flow.sentTo('a/0', 'wire').at(-1)
  return last?.outputs.flatMap(({ peers }) => peers).toSorted()
}

export function phasesOf(flow: FakeFlow): Readonly<Record<string, string>> {
  return Object.fromEntries([...flow.supervisor.peas.values()].map(({ id, state }) => [id, phaseOf(state)]))
}
