import type { Random } from './random.ts'

/** A Pod of a random Flow. */
export interface PodSketch {
  readonly name: string
  /** Earlier Pods; none of them means the gateway. */
  readonly needs: readonly string[]
  readonly replicas: number
  readonly polling: 'any' | 'all'
  readonly scheduling: 'load_balance' | 'round_robin'
  /** Where its replicas run; `join`: they are started beside the Flow, and join it. */
  readonly runtime: 'process' | 'thread' | 'join'
  /** Whether it runs the executor, or merely passes documents on. */
  readonly works: boolean
}

/** A random Flow as plain data. The last Pod answers. */
export interface GraphSketch {
  readonly pods: readonly PodSketch[]
  /** Whether heads and tails that a neighbour could replace are kept. */
  readonly optimize: 'none' | undefined
}

const MOST_PODS = 5

/** Draws a Flow: chains, forks, joins, side branches, replicas, shards, processes, threads, and replicas that join. */
export function drawGraph(random: Random): GraphSketch {
  const pods: PodSketch[] = []
  const count = random.whole(1, MOST_PODS)
  while (pods.length < count) pods.push(drawPod(random, pods))
  return { pods, optimize: random.chance(0.3) ? 'none' : undefined }
}

/** The Pods whose marks an answer carries: those that work, and from which a path leads to the last one. */
export function markedPods(graph: GraphSketch): readonly string[] {
  const answering = answeringPods(graph)
  return graph.pods.filter(({ name, works }) => works && answering.has(name)).map(({ name }) => name)
}

/** The Pods from which a path leads to the last one. All others are side branches. */
export function answeringPods({ pods }: Pick<GraphSketch, 'pods'>): ReadonlySet<string> {
  const byName = new Map(pods.map((pod) => [pod.name, pod]))
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    for (const need of byName.get(name)?.needs ?? []) visit(need)
  }
  const last = pods.at(-1)
  if (last !== undefined) visit(last.name)
  return found
}

function drawPod(random: Random, before: readonly PodSketch[]): PodSketch {
  const names = before.map(({ name }) => name)
  const previous = names.slice(-1)
  const replicas = random.pick([1, 1, 1, 2, 2, 3])
  return {
    name: String.fromCharCode('a'.charCodeAt(0) + before.length),
    needs: random.chance(0.6) ? previous : random.sample(names, random.whole(1, 2)).sort(),
    replicas,
    polling: replicas > 1 && random.chance(0.3) ? 'all' : 'any',
    scheduling: random.pick(['load_balance', 'round_robin']),
    runtime: drawRuntime(random),
    works: random.chance(0.75),
  }
}

function drawRuntime(random: Random): PodSketch['runtime'] {
  if (random.chance(0.15)) return 'thread'
  return random.chance(0.2) ? 'join' : 'process'
}
