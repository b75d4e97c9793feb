import type { Executor, InputPlan, OutputPlan, PeaRole, PeaSpec } from '@peaflow/core'
import type { ExecutorHost } from '../src/executor/host.ts'

/** One link of a Flow under test: `from` sends to each of `to`. */
export interface LinkOf extends Partial<Pick<OutputPlan, 'polling' | 'scheduling' | 'retries' | 'timeoutCall'>> {
  readonly from: string
  readonly to: readonly string[]
  /**
   * Which end binds.
   *
   * @defaultValue the receiver; the sender if there are several receivers
   */
  readonly binds?: 'from' | 'to'
  readonly edge?: number
}

export interface FlowOf {
  readonly peas: Readonly<Record<string, PeaOf>>
  readonly links: readonly LinkOf[]
  /** Whether Peas run in child processes, not in this one. */
  readonly isolated?: boolean
  /** The port to dial instead of one that a Pea opened. */
  readonly detour?: (port: number) => number
}

export interface PeaOf extends Partial<PeaSpec> {
  readonly executor?: Executor
  /** Where the executor of a Pea in this process runs. */
  readonly hostOf?: (spec: PeaSpec) => ExecutorHost
}

/** The port that a Pea opens for another; 0 while it is not known. */
export type PortFinder = (at: string, wanted: PortWanted) => number

export interface PortWanted {
  /** The Pea that dials. */
  readonly id: string
  readonly edge: number
  /** Which sockets of the Pea that binds. */
  readonly side: 'inputs' | 'outputs'
}

interface Sockets {
  readonly inputs: readonly InputPlan[]
  readonly outputs: readonly OutputPlan[]
}

export const FLOW_ID = '00112233aabbccdd'

export const podOf = (pea: string) => pea.split('/')[0] as string

/** The spec of one Pea as a plan has it, with port 0 where a port is not known. */
export function specOf(flow: FlowOf, id: string, port: number): PeaSpec {
  const { executor: _executor, hostOf: _hostOf, ...own } = flow.peas[id] ?? {}
  const [pod = '', name = ''] = id.split('/')
  const isSibling = (other: string) => podOf(other) === pod && /\/\d+$/.test(other)
  return {
    id,
    pod,
    role: roleOf(id, name),
    replicaId: Number(name) || 0,
    replicas: Math.max(1, Object.keys(flow.peas).filter(isSibling).length),
    runtime: 'process',
    host: null,
    expects: flow.links.filter(({ to }) => to.includes(id)).length,
    uses: '_pass',
    with: {},
    concurrency: 1,
    timeoutReady: 10_000,
    timeoutAlive: 5_000,
    restart: { policy: 'on_failure', max: 5, window: 60_000 },
    control: { mode: 'CONNECT', host: '127.0.0.1', port },
    flow: 'test',
    flowId: FLOW_ID,
    incarnation: 1,
    directory: process.cwd(),
    security: 'none',
    ...socketsOf(flow, id, () => 0),
    ...own,
  }
}

/** The sockets of one Pea. */
export function socketsOf({ links }: FlowOf, id: string, portOf: PortFinder): Sockets {
  const outgoing = links.filter(({ from }) => from === id)
  const incoming = links.filter(({ to }) => to.includes(id))
  return {
    inputs: [
      ...incoming
        .filter((link) => bindsFrom(link))
        .map(({ from, edge = 0 }) => ({
          ...dial(from, portOf(from, { id, edge, side: 'outputs' })),
          from: podOf(from),
          edge,
        })),
      ...bound(incoming.filter((link) => !bindsFrom(link))),
    ],
    outputs: outgoing.flatMap((link): OutputPlan[] => {
      const { to, edge = 0, polling = 'any', scheduling = 'load_balance', retries = 1, timeoutCall } = link
      const plan = { to: podOf(to[0] as string), edge, polling, scheduling, retries, timeoutCall }
      if (bindsFrom(link)) return [{ ...bind(to), ...plan }]
      return to.map((peer) => ({ ...dial(peer, portOf(peer, { id, edge, side: 'inputs' })), ...plan }))
    }),
  }
}

/** One BIND socket for each incoming edge. */
function bound(links: readonly LinkOf[]): InputPlan[] {
  const edges = [...new Set(links.map(({ edge = 0 }) => edge))]
  return edges.map((edge) => {
    const peers = links.filter((link) => (link.edge ?? 0) === edge).map(({ from }) => from)
    return { ...bind(peers), from: podOf(peers[0] as string), edge }
  })
}

function bindsFrom({ binds, to }: LinkOf): boolean {
  return (binds ?? (to.length > 1 ? 'from' : 'to')) === 'from'
}

function roleOf(id: string, name: string): PeaRole {
  if (id === 'gateway') return 'gateway'
  return name === 'head' || name === 'tail' ? name : 'replica'
}

const bind = (peers: readonly string[]) =>
  ({ pattern: 'ROUTER', mode: 'BIND', host: '127.0.0.1', port: 0, peers }) as const

const dial = (peer: string, port: number) =>
  ({ pattern: 'DEALER', mode: 'CONNECT', host: '127.0.0.1', port, peers: [peer] }) as const
