import type { FlowPlan, OutputPlan, PeaPlan, Polling } from '@peaflow/core'

/** What a plan does with one request: the answer, and what each Pod received and made. */
export interface Simulated {
  readonly answer: string | undefined
  /** `pod: what it received`, sorted; for a Pod that polls all, once for each shard. */
  readonly reached: readonly string[]
}

interface Message {
  readonly value: string
  readonly shard: number
  readonly shards: number
}

interface Delivery extends Message {
  readonly from: string
  readonly to: string
  readonly edge: number
}

/** Sends one request through a plan, along its links only, with no knowledge of the graph it was made of. */
export function simulate(plan: FlowPlan, endpoint: string): Simulated {
  const peas = new Map(plan.peas.map((pea) => [pea.id, pea]))
  const links = new Set(plan.links.map(({ from, to }) => `${from} ${to}`))
  const received = new Map<string, Map<string, Message>>(plan.peas.map(({ id }) => [id, new Map()]))
  const reached: string[] = []
  let answer: string | undefined
  const queue = sendAll(peas.get('gateway'), { value: 'request', shard: 0, shards: 1 }, endpoint)
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const pea = peas.get(next.to)
    if (!links.has(`${next.from} ${next.to}`)) throw new Error(`${next.from} sends to ${next.to} without a link`)
    const value = receive(pea, next, received.get(next.to))
    if (value === undefined || pea === undefined) continue
    if (pea.role === 'gateway') answer = value
    else queue.push(...sendAll(pea, { ...next, value: execute(pea, value, next) }, endpoint))
    if (pea.role === 'replica') reached.push(`${pea.pod}: ${value}`)
  }
  return { answer, reached: reached.sort() }
}

/** Receives a message, and returns all of them once they are complete. */
function receive(
  pea: PeaPlan | undefined,
  delivery: Delivery,
  messages = new Map<string, Message>(),
): string | undefined {
  const { from, to, edge, shard } = delivery
  const isExpected = pea?.inputs.some((input) => input.edge === edge && input.peers.includes(from))
  if (pea === undefined || !isExpected) throw new Error(`${to} expects no message of ${from} on edge ${edge}`)
  if (messages.has(`${edge}/${shard}`)) throw new Error(`${to} received the same message twice`)
  messages.set(`${edge}/${shard}`, delivery)
  return messages.size < expected(pea, delivery) ? undefined : merge(messages)
}

/** A tail waits for as many shards as there are of this request; every other Pea for what the plan says. */
function expected({ role, expects }: PeaPlan, { shards }: Message): number {
  if (role !== 'tail') return expects
  if (expects < shards) throw new Error('a tail expects fewer shards than there are')
  return shards
}

function merge(messages: ReadonlyMap<string, Message>): string {
  const sorted = [...messages].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, { value }]) => value)
  return sorted.length === 1 ? (sorted[0] ?? '') : `[${sorted.join(' ')}]`
}

function execute({ pod, role, uses }: PeaPlan, value: string, { shard, shards }: Message): string {
  if (role === 'replica') return shards > 1 ? `${pod}#${shard}(${value})` : `${pod}(${value})`
  return String(uses).startsWith('_') ? value : `${pod}.${role}(${value})`
}

function sendAll(pea: PeaPlan | undefined, message: Message, endpoint: string): Delivery[] {
  const edges = new Map<string, OutputPlan[]>()
  for (const output of pea?.outputs ?? []) {
    const key = `${output.to} ${output.edge}`
    edges.set(key, [...(edges.get(key) ?? []), output])
  }
  return [...edges.values()].flatMap((outputs) =>
    pea === undefined ? [] : sendEdge(pea, outputs, { message, endpoint }),
  )
}

function sendEdge(
  pea: PeaPlan,
  outputs: readonly OutputPlan[],
  { message, endpoint }: { readonly message: Message; readonly endpoint: string },
): Delivery[] {
  const peers = outputs.flatMap(({ peers }) => peers)
  const [{ edge, polling, to } = { edge: 0, polling: 'any' as const, to: '' }] = outputs
  // Inside a Pod a shard keeps its number on its way to the tail; outside, what was joined is one message again.
  const isInside = to === pea.pod && pea.role === 'replica'
  const outgoing = isInside ? message : { ...message, shard: 0, shards: 1 }
  if (modeOf(polling, endpoint) === 'all') {
    return peers.map((to, shard) => ({ ...message, from: pea.id, to, edge, shard, shards: peers.length }))
  }
  // Any will do: the last, so that a mistake in the others shows as well.
  return [{ ...outgoing, from: pea.id, to: peers.at(-1) ?? '', edge }]
}

function modeOf(polling: Polling, endpoint: string): 'any' | 'all' {
  return typeof polling === 'string' ? polling : (polling[endpoint] ?? polling.default ?? 'any')
}
