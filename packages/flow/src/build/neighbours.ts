import { FlowError, resolveHost } from '@peaflow/core'
import type { EdgePorts } from './edge-ports.ts'
import type { Edge, GraphPod } from './graph.ts'
import type { PeaDraft } from './pea-draft.ts'

/** Whether the host that a Pod is told to dial applies to an edge. An external Pod dials its external neighbours with it, if it has any, since the others dial it. */
export function dialsOn({ settings, externals }: GraphPod, { settings: other }: GraphPod, side: 'in' | 'out'): boolean {
  return settings.external !== true || other.external === true || externals[side] === 0
}

/**
 * Checks that of two neighbouring external Pods one is told to dial the other.
 *
 * @throws FlowError `ADDRESS_EXTERNAL_NEIGHBOURS`, with what to write.
 */
export function checkNeighbours(edge: Edge, [sender, receiver]: readonly [PeaDraft, PeaDraft], ports: EdgePorts): void {
  if (sender.end.external !== true || receiver.end.external !== true) return
  const { from, to } = edge
  if (from.settings.hostOut !== undefined || to.settings.hostIn !== undefined) return
  throw new FlowError(
    'ADDRESS_EXTERNAL_NEIGHBOURS',
    `"${from.name}" and "${to.name}" are both external, so neither dials the other`,
    { hint: hintFor(edge, [sender, receiver], ports) },
  )
}

/** The Pod that dials uses one host for all its edges, so it must be the one with a single external neighbour. Its port is the other's. */
function hintFor(
  { from, to, index, outIndex }: Edge,
  [sender, receiver]: readonly [PeaDraft, PeaDraft],
  ports: EdgePorts,
): string {
  if (from.externals.out > 1 && to.externals.in === 1) {
    const { portOut = ports.of(sender.end) } = from.settings
    const portIn = portOut + outIndex - index
    return `Let "${to.name}" dial: give it host_in: ${hostOf(sender, receiver)} and port_in: ${portIn}, and give "${from.name}" port_out: ${portOut}`
  }
  const { portIn = ports.of(receiver.end) } = to.settings
  const portOut = portIn + index - outIndex
  return `Let "${from.name}" dial: give it host_out: ${hostOf(receiver, sender)} and port_out: ${portOut}, and give "${to.name}" port_in: ${portIn}`
}

function hostOf({ end: bind }: PeaDraft, { end: connect }: PeaDraft): string {
  const hostname = bind.hostname ?? bind.host ?? '<the address of this machine>'
  return resolveHost({ bind: { ...bind, hostname }, connect })
}
