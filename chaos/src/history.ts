import { drawGraph, type GraphSketch } from './graph.ts'
import { Random } from './random.ts'

/** What one client of the Flow sends. */
export interface ClientSketch {
  /** Several calls of `request` at a time, or one `stream`. */
  readonly kind: 'requests' | 'stream' | 'ordered stream'
  readonly requests: readonly RequestSketch[]
  /** How many calls of `request` it has open at a time. */
  readonly concurrency: number
}

/** One request. */
export interface RequestSketch {
  readonly id: string
  readonly number: number
  readonly bytes: number
  /** The Pod that takes long with it, and how many milliseconds. */
  readonly slow: string | undefined
  readonly milliseconds: number
  /** The Pod whose Pea loses its connections in the call. */
  readonly cut: string | undefined
  /** The Pod whose executor throws. */
  readonly throws: string | undefined
  /** Milliseconds after which its caller aborts it. */
  readonly abortAfter: number | undefined
  /** Milliseconds that the client waits before it. */
  readonly pause: number
}

/** A fault, and after how many answers of all clients it happens. */
export interface FaultSketch {
  readonly name: string
  readonly after: number
  /** The seed of what the fault draws itself, such as which Pea it hits. */
  readonly seed: number
}

/** Everything that happens in one life of one Flow. It is drawn in advance, from its seed alone. */
export interface History {
  readonly seed: number
  readonly graph: GraphSketch
  readonly clients: readonly ClientSketch[]
  readonly faults: readonly FaultSketch[]
}

/** Draws a history. `faults` are the names of the faults to choose from, as often as they weigh. */
export function drawHistory(seed: number, faults: readonly string[]): History {
  const random = new Random(seed)
  const graph = drawGraph(random)
  const pods = graph.pods.map(({ name }) => name)
  const clients = Array.from({ length: random.whole(1, 3) }, (_, client) => drawClient(random.fork(), client, pods))
  const total = clients.reduce((sum, { requests }) => sum + requests.length, 0)
  const drawn = Array.from({ length: random.whole(2, 5) }, () => ({
    name: random.pick(faults),
    after: random.whole(0, Math.floor(total * 0.9)),
    seed: random.whole(0, 0xffff_ffff),
  }))
  return { seed, graph, clients, faults: drawn.sort((one, other) => one.after - other.after) }
}

function drawClient(random: Random, client: number, pods: readonly string[]): ClientSketch {
  const kind = random.pick(['requests', 'stream', 'ordered stream'] as const)
  const count = random.whole(60, 200)
  const requests = Array.from({ length: count }, (_, index) => ({
    id: `${client}.${index}`,
    number: index + 1,
    bytes: random.chance(0.05) ? random.whole(20_000, 300_000) : random.whole(0, 2_000),
    slow: random.chance(0.1) ? random.pick(pods) : undefined,
    milliseconds: random.whole(1, 60),
    cut: random.chance(0.01) ? random.pick(pods) : undefined,
    throws: random.chance(0.02) ? random.pick(pods) : undefined,
    abortAfter: kind === 'requests' && random.chance(0.05) ? random.whole(0, 50) : undefined,
    pause: random.chance(0.02) ? random.whole(10, 300) : 0,
  }))
  return { kind, requests, concurrency: random.pick([1, 8, 64]) }
}
