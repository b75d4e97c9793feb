import type { PeaSpec } from '@peaflow/core'
import { Prefetch } from '../link/prefetch.ts'
import type { Links } from '../links/links.ts'

/** The prefetch of a Pea: its own, or for a Pea that calls no executor, that of its next peers. */
export function prefetchOf(spec: PeaSpec, isPassing: boolean, links: Pick<Links, 'edges'>): Prefetch {
  const { role, concurrency, prefetch } = spec
  if (!isPassing) return new Prefetch({ concurrency, prefetch })
  // What the gateway receives goes on to the user, not to the Peas that it sends to.
  if (role === 'gateway') return new Prefetch({ concurrency, prefetch, capacity: () => Number.POSITIVE_INFINITY })
  return new Prefetch({ concurrency, prefetch, capacity: () => Math.min(...links.edges.map((edge) => edge.capacity)) })
}
