import { sideBranches } from '../builder/order.ts'
import { GATEWAY } from '../options/pod.ts'
import type { PodSettings } from '../settings/pod-settings.ts'
import type { Fused, Stage } from './fuse.ts'
import { type JoinPorts, joinPortsOf } from './join-ports.ts'

/** A Pod and its edges. The gateway is the last Pod of a graph. */
export interface GraphPod {
  readonly name: string
  /** Its position in the graph. */
  readonly position: number
  readonly needs: readonly string[]
  readonly settings: PodSettings
  /** The Pods of the group that it stands for, in order. */
  readonly stages: readonly Stage[] | undefined
  /** No path leads from it to the answer. */
  readonly side: boolean
  readonly ins: readonly Edge[]
  /** Some option sets one of its addresses. */
  readonly byHand: boolean
  /** How many edges leave it, … */
  readonly outs: number
  /** … and the first of them. */
  readonly out: Edge | undefined
  /** The ports at which its head and its tail take replicas that come by themselves; absent if its replicas are launched. */
  readonly joinPorts: JoinPorts | undefined
  /** How many of its edges come from, and go to, an external Pod. */
  readonly externals: { readonly in: number; readonly out: number }
}

/** An edge, along which data goes from one Pod to another. */
export interface Edge {
  readonly from: GraphPod
  readonly to: GraphPod
  /** Its index among the edges into `to`. */
  readonly index: number
  /** Its index among the edges out of `from`. */
  readonly outIndex: number
}

type Growing = { -readonly [Key in keyof GraphPod]: GraphPod[Key] }

const NO_EXTERNALS = { in: 0, out: 0 }

/** Links the Pods of a blueprint to their neighbours; one Pod stands for each group. */
export function toGraph({ blueprint, stages }: Fused): readonly GraphPod[] {
  const { names, positions, needs, settings, answer } = blueprint
  const joinPorts = joinPortsOf(blueprint)
  const side = sideBranches(blueprint, answer)
  const graph = settings.map(
    (settings, position): Growing => ({
      name: names[position] ?? '',
      position,
      needs: needs[position] ?? [],
      settings,
      stages: stages.get(names[position] ?? ''),
      side: side.has(names[position] ?? ''),
      byHand: isByHand(settings),
      joinPorts: joinPorts.get(names[position] ?? ''),
      ins: NO_EDGES,
      outs: 0,
      out: undefined,
      externals: NO_EXTERNALS,
    }),
  )
  const gateway = gatewayOf(graph.length, answer)
  graph.push(gateway)
  for (const to of graph) {
    to.ins = to.needs.map((need, index) => {
      const from = graph[positions.get(need) ?? gateway.position] ?? gateway
      const edge = { from, to, index, outIndex: from.outs }
      from.outs++
      from.out ??= edge
      if (from.settings.external === true) to.externals = { ...to.externals, in: to.externals.in + 1 }
      if (to.settings.external === true) from.externals = { ...from.externals, out: from.externals.out + 1 }
      return edge
    })
  }
  return graph
}

/** The last Pod of a graph, without its edges. */
function gatewayOf(position: number, answer: string): Growing {
  return {
    name: GATEWAY,
    position,
    needs: [answer],
    settings: AT_THE_GATEWAY,
    stages: undefined,
    side: false,
    byHand: false,
    joinPorts: undefined,
    ins: NO_EDGES,
    outs: 0,
    out: undefined,
    externals: NO_EXTERNALS,
  }
}

/** Whether a Pod is the gateway, where data enters and leaves. */
export function isGateway({ name }: GraphPod): boolean {
  return name === GATEWAY
}

/** The Pod whose answers leave it: the last of a group. */
export function answeringPod({ name, stages }: GraphPod): string {
  return stages?.at(-1)?.name ?? name
}

function isByHand({ portIn, portOut, portControl, hostIn, hostOut }: PodSettings): boolean {
  if (portIn !== undefined || portOut !== undefined || portControl !== undefined) return true
  return hostIn !== undefined || hostOut !== undefined
}

const NO_EDGES: readonly Edge[] = []

const AT_THE_GATEWAY: PodSettings = {
  uses: '_pass',
  runtime: 'inline',
  workspace: '',
  replicas: 1,
  polling: 'any',
  concurrency: 1,
  scheduling: 'load_balance',
  timeoutReady: 30_000,
  timeoutAlive: 5_000,
  restart: { policy: 'never', max: 0, window: 60_000 },
  retries: 1,
  pull: 'missing',
}
