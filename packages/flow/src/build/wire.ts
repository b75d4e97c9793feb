import { connect, type LinkEnd, type LinkPlan, type SocketPlan, WILDCARD_HOST } from '@peaflow/core'
import type { EdgePorts } from './edge-ports.ts'
import { type EndRole, endOf } from './ends.ts'
import { type Edge, isGateway } from './graph.ts'
import { entryOf, exitOf, type InputDraft, type OutputDraft, type PeaDraft, type PodPeas } from './pea-draft.ts'

/** What wiring adds to. */
export interface Wiring {
  readonly ports: EdgePorts
  /** Where the links go. */
  readonly links: LinkPlan[]
}

/** Some Peas that give to some others: one of the two sides is a single Pea. */
interface Bundle {
  readonly givers: readonly PeaDraft[]
  readonly takers: readonly PeaDraft[]
  readonly giving: EndRole
  readonly taking: EndRole
}

/** Wires an edge between two Pods: adds its sockets to the Peas, and its links. */
export function wireEdge({ from, to, index, place }: Edge, [giver, taker]: [PodPeas, PodPeas], wiring: Wiring): void {
  const givers = exitOf(giver)
  const takers = entryOf(taker)
  const giving: EndRole = { side: 'out', outer: true, index: place, count: from.outs, hub: takers.length > 1 }
  const taking: EndRole = { side: 'in', outer: true, index, count: to.ins.length, hub: givers.length > 1 }
  wiring.ports.begin({ from: from.name, to: to.name, index })
  wireBundle({ givers, takers, giving, taking }, wiring)
}

/** Wires head, replicas and tail of a Pod to each other. */
export function wireInside({ head, replicas, tail }: PodPeas, wiring: Wiring): void {
  for (const outer of [head, tail]) {
    if (outer === undefined) continue
    const { name } = outer.pod
    wiring.ports.begin({ from: name, to: name, index: 0 })
    const roles = outer === head ? DEALING : GATHERING
    wireBundle(
      outer === head
        ? { givers: [outer], takers: replicas, ...roles }
        : { givers: replicas, takers: [outer], ...roles },
      wiring,
    )
  }
}

const OUT: EndRole = { side: 'out', outer: false, index: 0, count: 1, hub: false }
const IN: EndRole = { side: 'in', outer: false, index: 0, count: 1, hub: false }
const DEALING = { giving: { ...OUT, hub: true }, taking: IN }
const GATHERING = { giving: OUT, taking: { ...IN, hub: true } }

function wireBundle({ givers, takers, giving, taking }: Bundle, { ports, links }: Wiring): void {
  const [firstGiver] = givers
  const [firstTaker] = takers
  for (const giver of givers) {
    ports.from(giver.site.name)
    const giverEnd = endOf(giver, giving)
    for (const taker of takers) {
      const takerEnd = endOf(taker, taking)
      const from = needsPort(giverEnd, takerEnd) ? { ...giverEnd, port: ports.of(giverEnd) } : giverEnd
      const to = needsPort(takerEnd, from) ? { ...takerEnd, port: ports.of(takerEnd) } : takerEnd
      const link = connect(from, to, ports.options)
      ports.note(link, from, to)
      links.push({ from: link.from, to: link.to, bind: link.bind, connect: link.connect, address: link.address })
      const output = taker === firstTaker ? undefined : giver.outputs.at(-1)
      if (!isWidened(output, link.output)) giver.outputs.push(toOutput(link.output, taker, { giving, taking }))
      const input = giver === firstGiver ? undefined : taker.inputs.at(-1)
      if (!isWidened(input, link.input)) taker.inputs.push(toInput(link.input, giver, taking))
    }
  }
}

/** An external Pea opens what the plan says and cannot report another port, so its ports are as if given by hand. */
function needsPort(end: LinkEnd, other: LinkEnd): boolean {
  if (end.external !== true || end.port !== undefined || end.dial !== undefined) return false
  return other.port === undefined || other.dial !== undefined
}

/** A BIND end has one socket for all Peas at the other end of its edge: widens that to one more, if it is there. */
function isWidened(bound: InputDraft | OutputDraft | undefined, { mode, host, bridge, peers }: SocketPlan): boolean {
  if (bound === undefined || mode === 'CONNECT') return false
  for (const peer of peers) bound.peers.push(peer)
  if (host === WILDCARD_HOST) bound.host = host
  if (bridge !== undefined) bound.bridge = bridge
  // All interfaces are the bridge's too.
  if (bound.host === WILDCARD_HOST) delete bound.bridge
  return true
}

function toInput(socket: SocketPlan, giver: PeaDraft, { index }: EndRole): InputDraft {
  const { pattern, mode, host, port, fixed, bridge, peers } = socket
  const input: InputDraft = { pattern, mode, host, port, from: giver.pod.name, edge: index, peers: [...peers] }
  if (fixed !== undefined) input.fixed = fixed
  if (bridge !== undefined) input.bridge = bridge
  return input
}

function toOutput(
  socket: SocketPlan,
  taker: PeaDraft,
  { giving, taking }: Pick<Bundle, 'giving' | 'taking'>,
): OutputDraft {
  const { pattern, mode, host, port, fixed, bridge, peers } = socket
  const { name, settings } = taker.pod
  const { timeoutRequest } = taker.plan
  const output: OutputDraft = {
    to: name,
    pattern,
    mode,
    host,
    port,
    edge: taking.index,
    polling: giving.hub ? settings.polling : 'any',
    scheduling: settings.scheduling,
    retries: settings.retries,
    peers: [...peers],
  }
  if (fixed !== undefined) output.fixed = fixed
  if (bridge !== undefined) output.bridge = bridge
  if (timeoutRequest !== undefined && !isGateway(taker.pod)) output.timeoutCall = timeoutRequest
  return output
}
