import type { OptimizeLevel } from '@peaflow/core'
import { mayPollAll } from '../options/polling.ts'
import type { Shape } from './expand.ts'
import { type Edge, type GraphPod, isGateway } from './graph.ts'

/** Drops each head and tail whose work a neighbour can do; `shapes` holds one shape for each Pod of the graph. */
export function prune(graph: readonly GraphPod[], shapes: readonly Shape[], optimize: OptimizeLevel): readonly Shape[] {
  if (optimize === 'none') return shapes
  return graph.map((pod, position) => {
    const shape = shapes[position] ?? NO_SHAPE
    const [into] = pod.ins
    const { out } = pod
    const losesHead = shape.head && into !== undefined && isCandidate(into) && canLoseHead(pod)
    const losesTail = shape.tail && out !== undefined && isCandidate(out) && canLoseTail(pod)
    if (!losesHead && !losesTail) return shape
    return {
      head: shape.head && !(losesHead && canFanOut(into, shapes[into.from.position] ?? NO_SHAPE, optimize)),
      tail: shape.tail && !(losesTail && (optimize === 'full' || !isGateway(out.to))),
    }
  })
}

const NO_SHAPE: Shape = { head: false, tail: false }

/** Whether an edge is the only one out of its start and the only one into its end. */
function isCandidate({ from, to }: Edge): boolean {
  // Neither of two external Pods dials the other, so the head and tail between them must stay.
  const isBetweenExternals = from.settings.external === true && to.settings.external === true
  return from.outs === 1 && to.ins.length === 1 && !isBetweenExternals
}

/** A head stays if it has an executor of its own, or an address set by hand, or if it is what replicas dial that join. */
function canLoseHead({ settings: { usesBefore, joins, portIn, hostIn, external } }: GraphPod): boolean {
  return (
    joins === undefined &&
    usesBefore === undefined &&
    (external === true || (portIn === undefined && hostIn === undefined))
  )
}

/** A tail stays if it has an executor of its own, merges, has an address set by hand, or is what replicas dial that join. */
function canLoseTail({ settings: { usesAfter, joins, polling, portOut, hostOut, external } }: GraphPod): boolean {
  if (usesAfter !== undefined || joins !== undefined || mayPollAll(polling)) return false
  return external === true || (portOut === undefined && hostOut === undefined)
}

/** Whether the Pod before can distribute messages to the replicas itself. A tail leaves that to the head after it. */
function canFanOut({ from }: Edge, shape: Shape, optimize: OptimizeLevel): boolean {
  return isGateway(from) ? optimize === 'full' : !shape.tail
}
