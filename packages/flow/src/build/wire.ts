import {
  connect,
  type Link,
  type LinkEnd,
  type LinkPlan,
  machineOf,
  type SocketPlan,
  WILDCARD_HOST,
} from '@peaflow/core'
import { type EndRole, endOf } from './ends.ts'
import { type Edge, isGateway } from './graph.ts'
import { entryOf, exitOf, type PeaDraft, type PodPeas } from './pea-draft.ts'
import type { PortSource } from './ports.ts'
import type { TakenPorts } from './taken-ports.ts'

/** What an edge is wired with. */
export interface Wiring {
  readonly ports: PortSource
  readonly bind: typeof WILDCARD_HOST | undefined
  readonly taken: TakenPorts
}

/** Some Peas that give to some others: one of the two sides is a single Pea. */
interface Bundle {
  readonly givers: readonly PeaDraft[]
  readonly takers: readonly PeaDraft[]
  readonly giving: EndRole
  readonly taking: EndRole
}

/** Wires an edge between two Pods: adds its sockets to the Peas, and returns its links. */
export function wireEdge(edge: Edge, [from, to]: readonly [PodPeas, PodPeas], wiring: Wiring): readonly LinkPlan[] {
  const givers = exitOf(from)
  const takers = entryOf(to)
  const giving: EndRole = {
    side: 'out',
    outer: true,
    index: edge.place,
    count: edge.from.outs.length,
    hub: takers.length > 1,
  }
  const taking: EndRole = {
    side: 'in',
    outer: true,
    index: edge.index,
    count: edge.to.ins.length,
    hub: givers.length > 1,
  }
  return wireBundle({ givers, takers, giving, taking }, wiring)
}

const INSIDE = { outer: false, index: 0, count: 1 } as const

/** Wires head, replicas and tail of a Pod to each other. */
export function wireInside({ head, replicas, tail }: PodPeas, wiring: Wiring): readonly LinkPlan[] {
  const dealt = {
    giving: { ...INSIDE, side: 'out', hub: true },
    taking: { ...INSIDE, side: 'in', hub: false },
  } as const
  const gathered = {
    giving: { ...INSIDE, side: 'out', hub: false },
    taking: { ...INSIDE, side: 'in', hub: true },
  } as const
  return [
    ...(head === undefined ? [] : wireBundle({ givers: [head], takers: replicas, ...dealt }, wiring)),
    ...(tail === undefined ? [] : wireBundle({ givers: replicas, takers: [tail], ...gathered }, wiring)),
  ]
}

function wireBundle(bundle: Bundle, wiring: Wiring): readonly LinkPlan[] {
  const { givers, takers, taking } = bundle
  const links = linksOf(bundle, wiring)
  const outputs =
    givers.length === 1 ? [mergeBound(links.map(({ output }) => output))] : links.map(({ output }) => [output])
  const inputs = takers.length === 1 ? [mergeBound(links.map(({ input }) => input))] : links.map(({ input }) => [input])
  for (const [place, giver] of givers.entries()) addOutputs(giver, outputs[place] ?? [], bundle)
  const from = givers[0]?.pod.name ?? ''
  for (const [place, taker] of takers.entries()) {
    for (const socket of inputs[place] ?? []) taker.inputs.push({ from, edge: taking.index, ...socket })
  }
  return links.map(({ from, to, bind, connect, address }) => ({ from, to, bind, connect, address }))
}

function linksOf({ givers, takers, giving, taking }: Bundle, { ports, bind, taken }: Wiring): readonly Link[] {
  const edge = `${givers[0]?.pod.name}>${takers[0]?.pod.name}/${taking.index}`
  // The links of a hub share its one socket.
  let last: { readonly name: string; readonly port: number } | undefined
  const portOf = ({ name, host = null }: LinkEnd, socket: string): number => {
    if (last?.name !== name) last = { name, port: ports({ machine: machineOf({ host }), pea: name, socket }) }
    return last.port
  }
  const links: Link[] = []
  for (const giver of givers) {
    for (const taker of takers) {
      const port = (end: LinkEnd): number => portOf(end, `${end.name === giver.site.name ? 'out' : 'in'} ${edge}`)
      const [from, to] = withExternalPorts(endOf(giver, giving), endOf(taker, taking), port)
      const link = connect(from, to, bind === undefined ? { port } : { port, bind })
      if (link.output.fixed) taken.add(link, [from, to], edge)
      links.push(link)
    }
  }
  return links
}

type Ends = readonly [from: LinkEnd, to: LinkEnd]

/** An external Pea opens what the plan says and cannot report another port, so its ports are as if given by hand. */
function withExternalPorts(from: LinkEnd, to: LinkEnd, port: (end: LinkEnd) => number): Ends {
  if (needsPort(from, to)) return [{ ...from, port: port(from) }, to]
  if (needsPort(to, from)) return [from, { ...to, port: port(to) }]
  return [from, to]
}

function needsPort(end: LinkEnd, other: LinkEnd): boolean {
  if (end.external !== true || end.port !== undefined || end.dial !== undefined) return false
  return other.port === undefined || other.dial !== undefined
}

/** The sockets of a single Pea towards many: one if it binds, one for each if it dials them. */
function mergeBound(sockets: readonly SocketPlan[]): readonly SocketPlan[] {
  const [first] = sockets
  if (first === undefined || first.mode === 'CONNECT' || sockets.length === 1) return sockets
  const { bridge: _bridge, ...socket } = first
  const peers = sockets.flatMap(({ peers }) => peers)
  if (sockets.some(({ host }) => host === WILDCARD_HOST)) return [{ ...socket, host: WILDCARD_HOST, peers }]
  return [sockets.some(({ bridge }) => bridge) ? { ...socket, bridge: true, peers } : { ...socket, peers }]
}

function addOutputs(giver: PeaDraft, sockets: readonly SocketPlan[], { takers, giving, taking }: Bundle): void {
  const [taker] = takers
  if (taker === undefined) return
  const { name, settings } = taker.pod
  const { timeoutRequest } = taker.plan
  for (const socket of sockets) {
    giver.outputs.push({
      to: name,
      edge: taking.index,
      ...socket,
      polling: giving.hub ? settings.polling : 'any',
      scheduling: settings.scheduling,
      ...(timeoutRequest !== undefined && !isGateway(taker.pod) && { timeoutCall: timeoutRequest }),
      retries: settings.retries,
    })
  }
}
