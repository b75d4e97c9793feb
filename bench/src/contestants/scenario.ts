import type { OpenGraph } from '../measure/load-generator.ts'

/** A graph of pass-through hops, each a process: what every contestant builds in its own way. */
export type Shape = 'single' | 'chain' | 'fork-join' | 'shards' | 'replicas'

/** What a contestant must build. */
export interface Scenario {
  readonly shape: Shape
  /** Bytes of each document's payload. */
  readonly payload: number
  /**
   * How many documents each of Peaflow's requests has.
   *
   * @defaultValue 1
   */
  readonly documents?: number | undefined
  /**
   * The field of Peaflow's documents that holds the payload.
   *
   * @defaultValue blob
   */
  readonly field?: 'blob' | 'embedding' | undefined
  /** Milliseconds that each of the replicas works on a call; 0 passes it on. */
  readonly work?: readonly number[] | undefined
  /** The option `batch` of Peaflow's replicas. */
  readonly batch?: number | undefined
  /** How many requests a replica may hold, for a contestant with a fixed number. */
  readonly credit?: number | undefined
  /** The image of Peaflow's hops, if they run in containers. */
  readonly image?: string | undefined
  /** The executor of Peaflow's hops in a chain, and of a single one; they pass requests on without one. */
  readonly uses?: string | undefined
  /** The group of Peaflow's hops in a chain, if they share a process. */
  readonly group?: string | undefined
}

/** Called with the number of each request whose answer has arrived. */
export type Answered = (request: number) => void

/** One way to build a scenario. */
export interface Contestant {
  /** Launches the hops. Resolves once a request can pass through. */
  open(scenario: Scenario, answered: Answered): Promise<OpenGraph>
}

/** One process of a graph that is built by hand, and its receivers. */
export interface Node {
  readonly name: string
  readonly to: readonly string[]
  /** Messages of each request to wait for. */
  readonly expects: number
}

/** The number of replicas or shards in the shapes that have them. */
export const REPLICAS = 4

const shards = Array.from({ length: REPLICAS }, (_, shard) => `shard${shard}`)

/** The graphs by hand, in launch order. A receiver of the gateway has no other sender. */
export const GRAPHS: Readonly<Record<Exclude<Shape, 'replicas'>, readonly Node[]>> = {
  single: [{ name: 'a', to: ['gateway'], expects: 1 }],
  chain: [
    { name: 'a', to: ['b'], expects: 1 },
    { name: 'b', to: ['c'], expects: 1 },
    { name: 'c', to: ['gateway'], expects: 1 },
  ],
  'fork-join': [
    { name: 'left', to: ['join'], expects: 1 },
    { name: 'right', to: ['join'], expects: 1 },
    { name: 'join', to: ['gateway'], expects: 2 },
  ],
  shards: [
    ...shards.map((name) => ({ name, to: ['tail'], expects: 1 })),
    { name: 'tail', to: ['gateway'], expects: REPLICAS },
  ],
}

/** The receivers of the gateway: the nodes to which no other node sends. */
export function firstNodes(nodes: readonly Node[]): string[] {
  const receivers = new Set(nodes.flatMap(({ to }) => to))
  return nodes.map(({ name }) => name).filter((name) => !receivers.has(name))
}
