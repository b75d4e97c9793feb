import { sideBranches } from '../builder/order.ts'
import { GATEWAY } from '../builder/pod.ts'
import type { PodSettings } from '../settings/pod-settings.ts'
import type { Blueprint } from './blueprint.ts'

/** The Pods of a Flow, the gateway last, and what goes from whom to whom. */
export interface Graph {
  readonly pods: readonly GraphPod[]
}

/** A Pod among its neighbours. */
export interface GraphPod {
  readonly name: string
  readonly needs: readonly string[]
  readonly settings: PodSettings
  /** Nobody waits for its answer. */
  readonly side: boolean
  readonly ins: readonly Edge[]
  readonly outs: readonly Edge[]
}

/** Data goes from one Pod to another. */
export interface Edge {
  readonly from: GraphPod
  readonly to: GraphPod
  /** Its position among the edges into `to`. */
  readonly index: number
  /** Its position among the edges out of `from`. */
  readonly place: number
}

interface Growing extends GraphPod {
  readonly ins: Edge[]
  readonly outs: Edge[]
}

/** Links the Pods of a blueprint to their neighbours. */
export function toGraph({ pods, answer }: Blueprint): Graph {
  const side = sideBranches({ names: pods.map(({ name }) => name), needs: pods.map(({ needs }) => needs) }, answer)
  const grown = pods.map((pod): Growing => ({ ...pod, side: side.has(pod.name), ins: [], outs: [] }))
  const gateway: Growing = { name: GATEWAY, needs: [answer], settings: AT_THE_GATEWAY, side: false, ins: [], outs: [] }
  const all = [...grown, gateway]
  const byName = new Map(all.map((pod) => [pod.name, pod]))
  for (const to of all) {
    for (const need of to.needs) {
      const from = byName.get(need)
      if (from === undefined) continue
      const edge = { from, to, index: to.ins.length, place: from.outs.length }
      to.ins.push(edge)
      from.outs.push(edge)
    }
  }
  return { pods: all }
}

/** Whether a Pod is the place where data enters and leaves. */
export function isGateway({ name }: GraphPod): boolean {
  return name === GATEWAY
}

const AT_THE_GATEWAY: PodSettings = {
  uses: '_pass',
  runtime: 'inline',
  workspace: '',
  replicas: 1,
  polling: 'any',
  concurrency: 1,
  scheduling: 'load_balance',
  timeoutReady: 30_000,
  restart: { policy: 'never', max: 0, window: 60_000 },
  retries: 1,
  pull: 'missing',
}
