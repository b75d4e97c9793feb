import type { OptimizeLevel, Polling } from '@peaflow/core'
import type { Shape } from './expand.ts'
import { type Edge, type GraphPod, isGateway } from './graph.ts'

/** Drops each head and tail whose neighbour can do its work; `shapes` goes along the Pods of the graph. */
export function prune(graph: readonly GraphPod[], shapes: readonly Shape[], optimize: OptimizeLevel): readonly Shape[] {
  if (optimize === 'none') return shapes
  return graph.map((pod, place) => {
    const shape = shapes[place] ?? NO_SHAPE
    const [into] = pod.ins
    const { out } = pod
    const losesHead = shape.head && into !== undefined && isCandidate(into) && canLoseHead(pod)
    const losesTail = shape.tail && out !== undefined && isCandidate(out) && canLoseTail(pod)
    if (!losesHead && !losesTail) return shape
    return {
      head: shape.head && !(losesHead && giverDealsOut(into, shapes[into.from.place] ?? NO_SHAPE, optimize)),
      tail: shape.tail && !(losesTail && (optimize === 'full' || !isGateway(out.to))),
    }
  })
}

/** Whether some endpoint goes to every replica. */
export function mayPollAll(polling: Polling): boolean {
  return typeof polling === 'string' ? polling === 'all' : Object.values(polling).includes('all')
}

const NO_SHAPE: Shape = { head: false, tail: false }

/** Whether an edge is the only one out of its start and the only one into its end. */
function isCandidate({ from, to }: Edge): boolean {
  // Of two external Pods neither dials: what lies between them has to stay.
  const isBetweenExternals = from.settings.external === true && to.settings.external === true
  return from.outs === 1 && to.ins.length === 1 && !isBetweenExternals
}

/** A head with an executor of its own stays, and one that was given an address. */
function canLoseHead({ settings: { usesBefore, portIn, hostIn, external } }: GraphPod): boolean {
  return usesBefore === undefined && (external === true || (portIn === undefined && hostIn === undefined))
}

/** A tail with an executor of its own stays, and one that merges or was given an address. */
function canLoseTail({ settings: { usesAfter, polling, portOut, hostOut, external } }: GraphPod): boolean {
  if (usesAfter !== undefined || mayPollAll(polling)) return false
  return external === true || (portOut === undefined && hostOut === undefined)
}

/** Whether the one before can deal out to the replicas: a tail leaves that to the head it meets. */
function giverDealsOut({ from }: Edge, shape: Shape, optimize: OptimizeLevel): boolean {
  return isGateway(from) ? optimize === 'full' : !shape.tail
}
