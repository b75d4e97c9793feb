import type { PeaSpec } from '@peaflow/core'
import type { OutgoingEdges } from '../dispatch/outgoing-edges.ts'
import { Prefetch } from '../link/prefetch.ts'

/** The prefetch of a Pea: its own, or for a Pea that calls no executor, that of its next peers. */
export function prefetchOf(spec: PeaSpec, isPassing: boolean, edges: Pick<OutgoingEdges, 'capacity'>): Prefetch {
  const { role, concurrency, prefetch } = spec
  if (!isPassing) return new Prefetch({ concurrency, prefetch })
  // What the gateway receives goes on to the user, not to the Peas that it sends to.
  if (role === 'gateway') return new Prefetch({ concurrency, prefetch, capacity: () => Number.POSITIVE_INFINITY })
  return new Prefetch({ concurrency, prefetch, capacity: () => edges.capacity })
}
