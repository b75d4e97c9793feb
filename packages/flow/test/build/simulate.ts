import type { FlowPlan, OutputPlan, PeaPlan, Polling } from '@peaflow/core'

/** What a plan does with one request: the answer, and what each Pod got and made. */
export interface Simulated {
  readonly answer: string | undefined
  /** `pod: what it was given`, sorted; for a Pod that polls all, once for each shard. */
  readonly reached: readonly string[]
}

interface Part {
  readonly value: string
  readonly shard: number
  readonly shards: number
}

interface Delivery extends Part {
  readonly from: string
  readonly to: string
  readonly edge: number
}

/** Sends one request through a plan, along its links only, with no knowledge of the graph it was made of. */
export function simulate(plan: FlowPlan, endpoint: string): Simulated {
  const peas = new Map(plan.peas.map((pea) => [pea.id, pea]))
  const links = new Set(plan.links.map(({ from, to }) => `${from} ${to}`))
  const waiting = new Map<string, Map<string, Part>>(plan.peas.map(({ id }) => [id, new Map()]))
  const reached: string[] = []
  let answer: string | undefined
  const queue = dealAll(peas.get('gateway'), { value: 'request', shard: 0, shards: 1 }, endpoint)
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const pea = peas.get(next.to)
    if (!links.has(`${next.from} ${next.to}`)) throw new Error(`${next.from} gives to ${next.to} without a link`)
    const value = take(pea, next, waiting.get(next.to))
    if (value === undefined || pea === undefined) continue
    if (pea.role === 'gateway') answer = value
    else queue.push(...dealAll(pea, { ...next, value: run(pea, value, next) }, endpoint))
    if (pea.role === 'replica') reached.push(`${pea.pod}: ${value}`)
  }
  return { answer, reached: reached.sort() }
}

/** Takes a part, and returns them all once they are complete. */
function take(pea: PeaPlan | undefined, delivery: Delivery, parts = new Map<string, Part>()): string | undefined {
  const { from, to, edge, shard } = delivery
  const isExpected = pea?.inputs.some((input) => input.edge === edge && input.peers.includes(from))
  if (pea === undefined || !isExpected) throw new Error(`${to} expects nothing of ${from} on edge ${edge}`)
  if (parts.has(`${edge}/${shard}`)) throw new Error(`${to} got the same part twice`)
  parts.set(`${edge}/${shard}`, delivery)
  return parts.size < expected(pea, delivery) ? undefined : merge(parts)
}

/** A tail waits for as many shards as there are of this request; every other Pea for what the plan says. */
function expected({ role, expects }: PeaPlan, { shards }: Part): number {
  if (role !== 'tail') return expects
  if (expects < shards) throw new Error('a tail expects fewer shards than there are')
  return shards
}

function merge(parts: ReadonlyMap<string, Part>): string {
  const sorted = [...parts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, { value }]) => value)
  return sorted.length === 1 ? (sorted[0] ?? '') : `[${sorted.join(' ')}]`
}

function run({ pod, role, uses }: PeaPlan, value: string, { shard, shards }: Part): string {
  if (role === 'replica') return shards > 1 ? `${pod}#${shard}(${value})` : `${pod}(${value})`
  return String(uses).startsWith('_') ? value : `${pod}.${role}(${value})`
}

function dealAll(pea: PeaPlan | undefined, part: Part, endpoint: string): Delivery[] {
  const edges = new Map<string, OutputPlan[]>()
  for (const output of pea?.outputs ?? []) {
    const key = `${output.to} ${output.edge}`
    edges.set(key, [...(edges.get(key) ?? []), output])
  }
  return [...edges.values()].flatMap((outputs) => (pea === undefined ? [] : dealEdge(pea, outputs, { part, endpoint })))
}

function dealEdge(
  pea: PeaPlan,
  outputs: readonly OutputPlan[],
  { part, endpoint }: { readonly part: Part; readonly endpoint: string },
): Delivery[] {
  const peers = outputs.flatMap(({ peers }) => peers)
  const [{ edge, polling, to } = { edge: 0, polling: 'any' as const, to: '' }] = outputs
  // Inside a Pod a shard keeps its number on its way to the tail; outside, what was gathered is one part again.
  const isInside = to === pea.pod && pea.role === 'replica'
  const kept = isInside ? part : { ...part, shard: 0, shards: 1 }
  if (modeOf(polling, endpoint) === 'all') {
    return peers.map((to, shard) => ({ ...part, from: pea.id, to, edge, shard, shards: peers.length }))
  }
  // Any will do: the last, so that a mistake in the others shows as well.
  return [{ ...kept, from: pea.id, to: peers.at(-1) ?? '', edge }]
}

function modeOf(polling: Polling, endpoint: string): 'any' | 'all' {
  return typeof polling === 'string' ? polling : (polling[endpoint] ?? polling.default ?? 'any')
}
