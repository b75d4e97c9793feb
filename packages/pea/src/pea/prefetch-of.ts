import { calledStagesOf, type PeaSpec } from '@peaflow/core'
import type { OutgoingEdges } from '../dispatch/outgoing-edges.ts'
import { Prefetch } from '../link/prefetch.ts'

/** The prefetch of a Pea: its own, or for a Pea that calls no executor, that of its next peers. */
export function prefetchOf(spec: PeaSpec, isPassing: boolean, edges: Pick<OutgoingEdges, 'capacity'>): Prefetch {
  const { role, concurrency, prefetch, batch } = spec
  if (!isPassing) return new Prefetch({ concurrency: callsOf(spec), prefetch, documents: batch?.documents })
  // What the gateway receives goes on to the user, not to the Peas that it sends to.
  if (role === 'gateway') return new Prefetch({ concurrency, prefetch, capacity: () => Number.POSITIVE_INFINITY })
  return new Prefetch({ concurrency, prefetch, capacity: () => edges.capacity })
}

/** How many calls may overlap: each Pod of a group works on requests of its own. */
function callsOf(spec: PeaSpec): number {
  if (spec.stages === undefined) return spec.concurrency
  return calledStagesOf(spec).reduce((sum, { concurrency }) => sum + concurrency, 0)
}
