import type { LinkEnd } from '@peaflow/core'
import type { PeaDraft } from './pea-draft.ts'

/** What one end of an edge is told by hand, and does. */
export interface EndRole {
  /** The direction of the data at this end. */
  readonly side: 'in' | 'out'
  /** The edge lies between two Pods, not inside of one. */
  readonly outer: boolean
  /** Which of the edges on this side of the Pea it is, … */
  readonly index: number
  /** … and of how many. */
  readonly count: number
  /** The Pea deals out to, or gathers from, the replicas at the other end. */
  readonly hub: boolean
  /** A host that the Pod is to dial, given by hand, is for this edge. */
  readonly told: boolean
}

/** A Pea as an end of one edge. */
export function endOf({ pod, role, site, rank }: PeaDraft, { side, outer, index, count, hub, told }: EndRole): LinkEnd {
  if (!hub && !pod.byHand) return site
  const { external, portIn, portOut, hostIn, hostOut } = pod.settings
  if (!hub && portIn === undefined && portOut === undefined && hostIn === undefined && hostOut === undefined)
    return site
  const given = side === 'in' ? ([hostIn, portIn] as const) : ([hostOut, portOut] as const)
  // The address is that of the Pod's face; an external Pod has nothing but its replicas there.
  const isFace = external === true ? role === 'replica' : outer
  const [host, first] = isFace ? given : []
  const dial = told ? host : undefined
  if (!hub && dial === undefined && first === undefined) return site
  return {
    ...site,
    ...(hub && { hub }),
    ...(dial !== undefined && { dial }),
    ...(first !== undefined && { port: first + rank * count + index }),
  }
}

/** Every port that an option of some Pod gives by hand, with those that count up from it. */
export function portsByHand(pods: Iterable<PeaDraft['pod']>): ReadonlySet<number> {
  const ports = new Set<number>()
  for (const { settings, ins, outs, byHand } of pods) {
    if (!byHand) continue
    const { portIn, portOut, portControl, replicas, external } = settings
    const peas = external === true ? replicas : 1
    const given = [
      [portIn, peas * Math.max(1, ins.length)],
      [portOut, peas * Math.max(1, outs)],
      [portControl, peas],
    ] as const
    for (const [first, count] of given) {
      if (first !== undefined) for (let port = first; port < first + count; port++) ports.add(port)
    }
  }
  return ports
}
