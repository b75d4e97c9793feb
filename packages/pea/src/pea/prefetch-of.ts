import type { PeaSpec } from '@peaflow/core'
import { Prefetch } from '../link/prefetch.ts'
import type { Links } from '../links/links.ts'

/** The pace of a Pea: its own, or if it only passes on that of whoever is next. */
export function prefetchOf(spec: PeaSpec, isPassing: boolean, links: Pick<Links, 'edges'>): Prefetch {
  const { role, concurrency, prefetch } = spec
  if (!isPassing) return new Prefetch({ concurrency, prefetch })
  // What comes to the gateway goes on to the user, and not to the Peas that it gives to.
  if (role === 'gateway') return new Prefetch({ concurrency, prefetch, capacity: () => Number.POSITIVE_INFINITY })
  return new Prefetch({ concurrency, prefetch, capacity: () => Math.min(...links.edges.map((edge) => edge.capacity)) })
}
