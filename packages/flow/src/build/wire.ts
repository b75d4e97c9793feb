import { connect, type Link, type LinkEnd, type LinkPlan, type SocketPlan, WILDCARD_HOST } from '@peaflow/core'
import type { EdgePorts } from './edge-ports.ts'
import { type EndRole, endOf } from './ends.ts'
import { answeringPod, type Edge, isGateway } from './graph.ts'
import { checkNeighbours, dialsOn } from './neighbours.ts'
import { entryOf, exitOf, type InputDraft, type OutputDraft, type PeaDraft, type PodPeas } from './pea-draft.ts'
import { callLimit } from './stage-plans.ts'

/** The state that wiring adds to. */
export interface Wiring {
  readonly ports: EdgePorts
  readonly links: LinkPlan[]
}

/** The senders and receivers of one edge; one of the two sides is a single Pea. */
interface Bundle {
  readonly senders: readonly PeaDraft[]
  readonly receivers: readonly PeaDraft[]
  readonly sending: EndRole
  readonly receiving: EndRole
}

/** Wires an edge between two Pods: adds its links, and their sockets to the Peas. */
export function wireEdge(edge: Edge, [sender, receiver]: [PodPeas, PodPeas], wiring: Wiring): void {
  const { from, to, index, outIndex } = edge
  const senders = exitOf(sender)
  const receivers = entryOf(receiver)
  const sending: EndRole = {
    side: 'out',
    outer: true,
    index: outIndex,
    count: from.outs,
    isFanEnd: receivers.length > 1,
    takesHost: dialsOn(from, to, 'out'),
  }
  const receiving: EndRole = {
    side: 'in',
    outer: true,
    index,
    count: to.ins.length,
    isFanEnd: senders.length > 1,
    takesHost: dialsOn(to, from, 'in'),
  }
  wiring.ports.begin({ from: from.name, to: to.name, index })
  if (senders[0] !== undefined && receivers[0] !== undefined)
    checkNeighbours(edge, [senders[0], receivers[0]], wiring.ports)
  wireBundle({ senders, receivers, sending, receiving }, wiring)
}

/** Wires head, replicas and tail of a Pod to each other. */
export function wireInside({ head, replicas, tail }: PodPeas, { ports, links }: Wiring): void {
  // Links of replicas that join are in no plan: which there are is known while the Flow runs.
  const wiring = { ports, links: replicas[0]?.pod.joinPorts === undefined ? links : [] }
  for (const outer of [head, tail]) {
    if (outer === undefined) continue
    const { name } = outer.pod
    wiring.ports.begin({ from: name, to: name, index: 0 })
    const roles = outer === head ? FAN_OUT : FAN_IN
    wireBundle(
      outer === head
        ? { senders: [outer], receivers: replicas, ...roles }
        : { senders: replicas, receivers: [outer], ...roles },
      wiring,
    )
  }
}

const OUT: EndRole = { side: 'out', outer: false, index: 0, count: 1, isFanEnd: false, takesHost: true }
const IN: EndRole = { side: 'in', outer: false, index: 0, count: 1, isFanEnd: false, takesHost: true }
const FAN_OUT = { sending: { ...OUT, isFanEnd: true }, receiving: IN }
const FAN_IN = { sending: OUT, receiving: { ...IN, isFanEnd: true } }

function wireBundle(bundle: Bundle, { ports, links }: Wiring): void {
  for (const sender of bundle.senders) {
    ports.from(sender.end.name)
    const senderEnd = endOf(sender, bundle.sending)
    for (const receiver of bundle.receivers) {
      const link = joinEnds(senderEnd, endOf(receiver, bundle.receiving), ports)
      links.push(toLinkPlan(link))
      addSockets(link, [sender, receiver], bundle)
    }
  }
}

function toLinkPlan({ from, to, bind, connect, address, transport }: Link): LinkPlan {
  return { from, to, bind, connect, address, transport }
}

function joinEnds(sender: LinkEnd, receiver: LinkEnd, ports: EdgePorts): Link {
  const from = needsPort(sender, receiver) ? { ...sender, port: ports.of(sender) } : sender
  const to = needsPort(receiver, from) ? { ...receiver, port: ports.of(receiver) } : receiver
  const link = connect(from, to, ports.options)
  ports.note(link, from, to)
  return link
}

function addSockets({ output, input }: Link, [sender, receiver]: readonly [PeaDraft, PeaDraft], bundle: Bundle): void {
  const ownOutput = receiver === bundle.receivers[0] ? undefined : sender.outputs.at(-1)
  if (!isWidened(ownOutput, output)) sender.outputs.push(toOutput(output, receiver, bundle))
  const ownInput = sender === bundle.senders[0] ? undefined : receiver.inputs.at(-1)
  if (!isWidened(ownInput, input)) receiver.inputs.push(toInput(input, sender, bundle))
}

/** An external Pea opens the ports of the plan and cannot report others, so they are fixed as if set by hand. */
function needsPort(end: LinkEnd, other: LinkEnd): boolean {
  if (end.external !== true || end.port !== undefined || end.dial !== undefined) return false
  return other.port === undefined || other.dial !== undefined
}

/** A BIND end has one socket for all Peas at the other end of its edge. Adds one more peer to it, if it exists. */
function isWidened(bound: InputDraft | OutputDraft | undefined, socket: SocketPlan): boolean {
  const { mode, host, bridge, transport, peers } = socket
  if (bound === undefined || mode === 'CONNECT') return false
  for (const peer of peers) bound.peers.push(peer)
  if (host === WILDCARD_HOST) bound.host = host
  if (bridge !== undefined) bound.bridge = bridge
  if (transport !== bound.transport) bound.transport = 'both'
  // All interfaces include the bridge.
  if (bound.host === WILDCARD_HOST) delete bound.bridge
  return true
}

function toInput(socket: SocketPlan, sender: PeaDraft, { receiving: { index, outer } }: Bundle): InputDraft {
  const { pattern, mode, host, port, fixed, bridge, transport, peers } = socket
  const from = outer ? answeringPod(sender.pod) : sender.pod.name
  const input: InputDraft = { pattern, mode, host, port, from, edge: index, peers: [...peers] }
  if (fixed !== undefined) input.fixed = fixed
  if (bridge !== undefined) input.bridge = bridge
  if (transport !== undefined) input.transport = transport
  return input
}

function toOutput(socket: SocketPlan, receiver: PeaDraft, { sending, receiving }: Bundle): OutputDraft {
  const { pattern, mode, host, port, fixed, bridge, transport, peers } = socket
  const { name, settings } = receiver.pod
  const timeoutRequest = callLimit(receiver.plan)
  const output: OutputDraft = {
    to: name,
    pattern,
    mode,
    host,
    port,
    edge: receiving.index,
    polling: sending.isFanEnd ? settings.polling : 'any',
    scheduling: settings.scheduling,
    retries: settings.retries,
    peers: [...peers],
  }
  if (fixed !== undefined) output.fixed = fixed
  if (bridge !== undefined) output.bridge = bridge
  if (transport !== undefined) output.transport = transport
  if (receiver.plan.stages !== undefined) output.pods = receiver.plan.stages.map(({ pod }) => pod)
  if (timeoutRequest !== undefined && !isGateway(receiver.pod)) output.timeoutCall = timeoutRequest
  return output
}
