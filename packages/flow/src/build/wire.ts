import { connect, type Link, type LinkEnd, type LinkPlan, type SocketPlan, WILDCARD_HOST } from '@peaflow/core'
import type { EdgePorts } from './edge-ports.ts'
import { type EndRole, endOf } from './ends.ts'
import { type Edge, isGateway } from './graph.ts'
import { checkNeighbours, dialsOn } from './neighbours.ts'
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
export function wireEdge(edge: Edge, [giver, taker]: [PodPeas, PodPeas], wiring: Wiring): void {
  const { from, to, index, place } = edge
  const givers = exitOf(giver)
  const takers = entryOf(taker)
  const giving: EndRole = {
    side: 'out',
    outer: true,
    index: place,
    count: from.outs,
    hub: takers.length > 1,
    told: dialsOn(from, to, 'out'),
  }
  const taking: EndRole = {
    side: 'in',
    outer: true,
    index,
    count: to.ins.length,
    hub: givers.length > 1,
    told: dialsOn(to, from, 'in'),
  }
  wiring.ports.begin({ from: from.name, to: to.name, index })
  if (givers[0] !== undefined && takers[0] !== undefined) checkNeighbours(edge, [givers[0], takers[0]], wiring.ports)
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

const OUT: EndRole = { side: 'out', outer: false, index: 0, count: 1, hub: false, told: true }
const IN: EndRole = { side: 'in', outer: false, index: 0, count: 1, hub: false, told: true }
const DEALING = { giving: { ...OUT, hub: true }, taking: IN }
const GATHERING = { giving: OUT, taking: { ...IN, hub: true } }

function wireBundle(bundle: Bundle, { ports, links }: Wiring): void {
  for (const giver of bundle.givers) {
    ports.from(giver.site.name)
    const giverEnd = endOf(giver, bundle.giving)
    for (const taker of bundle.takers) {
      const link = joinEnds(giverEnd, endOf(taker, bundle.taking), ports)
      links.push({ from: link.from, to: link.to, bind: link.bind, connect: link.connect, address: link.address })
      addSockets(link, [giver, taker], bundle)
    }
  }
}

function joinEnds(giver: LinkEnd, taker: LinkEnd, ports: EdgePorts): Link {
  const from = needsPort(giver, taker) ? { ...giver, port: ports.of(giver) } : giver
  const to = needsPort(taker, from) ? { ...taker, port: ports.of(taker) } : taker
  const link = connect(from, to, ports.options)
  ports.note(link, from, to)
  return link
}

function addSockets({ output, input }: Link, [giver, taker]: readonly [PeaDraft, PeaDraft], bundle: Bundle): void {
  const ownOutput = taker === bundle.takers[0] ? undefined : giver.outputs.at(-1)
  if (!isWidened(ownOutput, output)) giver.outputs.push(toOutput(output, taker, bundle))
  const ownInput = giver === bundle.givers[0] ? undefined : taker.inputs.at(-1)
  if (!isWidened(ownInput, input)) taker.inputs.push(toInput(input, giver, bundle))
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

function toInput(socket: SocketPlan, giver: PeaDraft, { taking: { index } }: Bundle): InputDraft {
  const { pattern, mode, host, port, fixed, bridge, peers } = socket
  const input: InputDraft = { pattern, mode, host, port, from: giver.pod.name, edge: index, peers: [...peers] }
  if (fixed !== undefined) input.fixed = fixed
  if (bridge !== undefined) input.bridge = bridge
  return input
}

function toOutput(socket: SocketPlan, taker: PeaDraft, { giving, taking }: Bundle): OutputDraft {
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
