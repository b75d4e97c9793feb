import { FlowError, resolveHost } from '@peaflow/core'
import type { EdgePorts } from './edge-ports.ts'
import type { Edge, GraphPod } from './graph.ts'
import type { PeaDraft } from './pea-draft.ts'

/** Whether a host given by hand is for an edge: an external Pod dials those that wait as well, if it has any such neighbour. */
export function dialsOn({ settings, externals }: GraphPod, { settings: other }: GraphPod, side: 'in' | 'out'): boolean {
  return settings.external !== true || other.external === true || externals[side] === 0
}

/**
 * Checks that of two external Pods one is told to dial the other.
 *
 * @throws FlowError `ADDRESS_EXTERNAL_NEIGHBOURS`, with what to write.
 */
export function checkNeighbours(edge: Edge, [giver, taker]: readonly [PeaDraft, PeaDraft], ports: EdgePorts): void {
  if (giver.site.external !== true || taker.site.external !== true) return
  const { from, to } = edge
  if (from.settings.hostOut !== undefined || to.settings.hostIn !== undefined) return
  throw new FlowError(
    'ADDRESS_EXTERNAL_NEIGHBOURS',
    `"${from.name}" and "${to.name}" are both external, so both wait to be dialled`,
    { hint: hintFor(edge, [giver, taker], ports) },
  )
}

/** Who dials has one host for all its edges, so that is the one with a single external neighbour; it has the port of the other. */
function hintFor(
  { from, to, index, place }: Edge,
  [giver, taker]: readonly [PeaDraft, PeaDraft],
  ports: EdgePorts,
): string {
  if (from.externals.out > 1 && to.externals.in === 1) {
    const { portOut = ports.of(giver.site) } = from.settings
    const portIn = portOut + place - index
    return `Let "${to.name}" dial: give it host_in: ${hostOf(giver, taker)} and port_in: ${portIn}, and give "${from.name}" port_out: ${portOut}`
  }
  const { portIn = ports.of(taker.site) } = to.settings
  const portOut = portIn + index - place
  return `Let "${from.name}" dial: give it host_out: ${hostOf(taker, giver)} and port_out: ${portOut}, and give "${to.name}" port_in: ${portIn}`
}

function hostOf({ site: bind }: PeaDraft, { site: connect }: PeaDraft): string {
  const hostname = bind.hostname ?? bind.host ?? '<the address of this machine>'
  return resolveHost({ bind: { ...bind, hostname }, connect })
}
