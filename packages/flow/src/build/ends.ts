import type { LinkEnd } from '@peaflow/core'
import type { JoinPorts } from './join-ports.ts'
import type { PeaDraft } from './pea-draft.ts'

/** The role of one end of an edge, and which addresses by hand apply to it. */
export interface EndRole {
  /** The direction of the data at this end. */
  readonly side: 'in' | 'out'
  /** The edge lies between two Pods, not inside one. */
  readonly outer: boolean
  /** The index of the edge among those on this side of the Pea, … */
  readonly index: number
  /** … and how many there are. */
  readonly count: number
  /** The Pea fans out to, or in from, the replicas at the other end. */
  readonly isFanEnd: boolean
  /** A host that the user told the Pod to dial applies to this edge. */
  readonly takesHost: boolean
}

/** A Pea as an end of one edge. */
export function endOf(draft: PeaDraft, edge: EndRole): LinkEnd {
  const { pod, role, end, ordinal } = draft
  const { side, outer, index, count, isFanEnd, takesHost } = edge
  if (isFanEnd && !outer && pod.joinPorts !== undefined) return joinEnd(draft, pod.joinPorts, side)
  if (!isFanEnd && !pod.byHand) return end
  const { external, portIn, portOut, hostIn, hostOut } = pod.settings
  if (!isFanEnd && portIn === undefined && portOut === undefined && hostIn === undefined && hostOut === undefined)
    return end
  const given = side === 'in' ? ([hostIn, portIn] as const) : ([hostOut, portOut] as const)
  // The address belongs to the outer end of the Pod: its head or tail, or each replica of an external Pod.
  const isOuterEnd = external === true ? role === 'replica' : outer
  const [host, first] = isOuterEnd ? given : []
  const dial = takesHost ? host : undefined
  if (!isFanEnd && dial === undefined && first === undefined) return end
  return {
    ...end,
    ...(isFanEnd && { isFanOut: true }),
    ...(dial !== undefined && { dial }),
    ...(first !== undefined && { port: first + ordinal * count + index }),
  }
}

/** The end of a head or tail that replicas dial which join. */
function joinEnd({ end }: PeaDraft, { head, tail }: JoinPorts, side: EndRole['side']): LinkEnd {
  return { ...end, isFanOut: true, port: side === 'out' ? head : tail }
}

/** Every port that an option sets, with those that count up from it. */
export function portsByHand(pods: Iterable<PeaDraft['pod']>): ReadonlySet<number> {
  const ports = new Set<number>()
  for (const pod of pods) {
    for (const [first, count] of givenPorts(pod)) {
      if (first !== undefined) for (let port = first; port < first + count; port++) ports.add(port)
    }
  }
  return ports
}

/** The first of each range of ports of a Pod that an option sets, and how many there are. */
function givenPorts({ settings, ins, outs, byHand, joinPorts }: PeaDraft['pod']) {
  // Those of the Pod, and the one before them: that of `join` itself, or of the Pod before.
  const joined = [joinPorts && joinPorts.head - 1, 3] as const
  if (!byHand) return [joined]
  const { portIn, portOut, portControl, replicas, external } = settings
  const peas = external === true ? replicas : 1
  return [
    joined,
    [portIn, peas * Math.max(1, ins.length)],
    [portOut, peas * Math.max(1, outs)],
    [portControl, peas],
  ] as const
}
