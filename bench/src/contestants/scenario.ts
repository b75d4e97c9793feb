import type { Line } from '../measure/window.ts'

/** A graph of pass-through hops, each a process: what every contestant builds in its own way. */
export type Shape = 'chain' | 'fork-join' | 'shards' | 'replicas'

/** What a contestant is to build. */
export interface Scenario {
  readonly shape: Shape
  /** Bytes of each request's payload. */
  readonly payload: number
  /** Milliseconds that each of the replicas works on a request; 0 passes it on. */
  readonly work?: readonly number[] | undefined
  /** How many requests a replica may hold, for the contestant that fixes it. */
  readonly credit?: number | undefined
  /** The image of Peaflow's hops, if they run in containers. */
  readonly image?: string | undefined
}

/** Gets the number of each request whose answer has arrived. */
export type Answered = (request: number) => void

/** One way to build a scenario. */
export interface Contestant {
  /** Launches the hops and is done when a request can go through. */
  open(scenario: Scenario, answered: Answered): Promise<Line>
}

/** One process of a graph that is built by hand, and whom it sends to; what arrives from `gateway` enters there. */
export interface Node {
  readonly name: string
  readonly to: readonly string[]
  /** Parts of each request to wait for. */
  readonly expects: number
}

/** Number of replicas and of shards in the shapes that have them. */
export const REPLICAS = 4

const shards = Array.from({ length: REPLICAS }, (_, shard) => `shard${shard}`)

/** The graphs by hand, in the order of launching; whom the gateway sends to has no other giver. */
export const GRAPHS: Readonly<Record<Exclude<Shape, 'replicas'>, readonly Node[]>> = {
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

/** Whom the gateway sends to: those that nobody else sends to. */
export function firstNodes(nodes: readonly Node[]): string[] {
  const taken = new Set(nodes.flatMap(({ to }) => to))
  return nodes.map(({ name }) => name).filter((name) => !taken.has(name))
}
