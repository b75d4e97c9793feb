import type { OptimizeLevel, Polling } from '@peaflow/core'
import type { Shape } from './expand.ts'
import { type Edge, type Graph, type GraphPod, isGateway } from './graph.ts'

/** Drops each head and tail whose neighbour can do its work; `shapes` goes along the Pods of the graph. */
export function prune({ pods }: Graph, shapes: readonly Shape[], optimize: OptimizeLevel): readonly Shape[] {
  if (optimize === 'none') return shapes
  const shapeOf = new Map(pods.map((pod, place) => [pod, shapes[place]]))
  return pods.map((pod) => {
    const { head = false, tail = false } = shapeOf.get(pod) ?? {}
    const [into] = pod.ins
    const [outOf] = pod.outs
    const headGoes = head && into !== undefined && isCandidate(into) && canLoseHead(pod)
    const tailGoes = tail && outOf !== undefined && isCandidate(outOf) && canLoseTail(pod)
    return {
      head: head && !(headGoes && giverDealsOut(into, shapeOf.get(into.from), optimize)),
      tail: tail && !(tailGoes && (optimize === 'full' || !isGateway(outOf.to))),
    }
  })
}

/** Whether an edge is the only one out of its start and the only one into its end. */
function isCandidate({ from, to }: Edge): boolean {
  return from.outs.length === 1 && to.ins.length === 1
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
function giverDealsOut({ from }: Edge, shape: Shape | undefined, optimize: OptimizeLevel): boolean {
  return isGateway(from) ? optimize === 'full' : shape?.tail === false
}

/** Whether some endpoint goes to every replica. */
export function mayPollAll(polling: Polling): boolean {
  return typeof polling === 'string' ? polling === 'all' : Object.values(polling).includes('all')
}
