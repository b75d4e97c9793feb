import type { PeaSpec } from '@peaflow/core'
import { Pace } from '../lane/pace.ts'
import type { Wiring } from '../link/wiring.ts'

/** The pace of a Pea: its own, or if it only passes on that of whoever is next. */
export function paceOf(spec: PeaSpec, isPassing: boolean, wiring: Pick<Wiring, 'edges'>): Pace {
  const { role, concurrency, prefetch } = spec
  if (!isPassing) return new Pace({ concurrency, prefetch })
  // What comes to the gateway goes on to the user, and not to the Peas that it gives to.
  if (role === 'gateway') return new Pace({ concurrency, prefetch, capacity: () => Number.POSITIVE_INFINITY })
  return new Pace({ concurrency, prefetch, capacity: () => Math.min(...wiring.edges.map((edge) => edge.capacity)) })
}
