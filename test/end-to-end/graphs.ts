import type { OptimizeLevel } from '@peaflow/core'
import { Flow } from '@peaflow/flow'
import fc from 'fast-check'

/** One Pod of a random graph. */
export interface GraphPod {
  readonly name: string
  /** Earlier Pods; none means the gateway. */
  readonly needs: readonly string[]
  readonly replicas: number
  readonly scheduling: 'load_balance' | 'round_robin'
}

/** A random graph and how to build it. */
export interface Graph {
  readonly pods: readonly GraphPod[]
  readonly optimize: OptimizeLevel
}

/** Directed acyclic graphs of up to five Pods, in which every Pod may fork, join, and have replicas. */
export const graphs: fc.Arbitrary<Graph> = fc
  .array(
    fc.record({
      needs: fc.uniqueArray(fc.nat({ max: 100 }), { maxLength: 3 }),
      replicas: fc.integer({ min: 1, max: 3 }),
      scheduling: fc.constantFrom('load_balance' as const, 'round_robin' as const),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .chain((drafts) =>
    fc.record({
      pods: fc.constant(
        drafts.map((draft, index) => ({ ...draft, name: nameOf(index), needs: earlier(draft, index) })),
      ),
      optimize: fc.constantFrom('none' as const, 'ignore_gateway' as const, 'full' as const),
    }),
  )

/** The Flow of a graph, whose Pods all run one executor in one runtime. */
export function flowOf({ pods }: Graph, runtime: string): Flow {
  return pods.reduce(
    (flow, { name, needs, replicas, scheduling }) => {
      const from = needs.length === 0 ? 'gateway' : needs
      return flow.add({
        name,
        needs: from,
        replicas,
        scheduling,
        runtime,
        uses: './trace.js',
        with: { pod: name },
      })
    },
    new Flow({ name: 'random' }),
  )
}

/** What `trace.js` notes on the way to the last Pod: for each Pod before it, how many come before that. */
export function traceOf({ pods }: Graph): Readonly<Record<string, number>> {
  const before = new Map<string, ReadonlySet<string>>()
  for (const { name, needs } of pods) {
    before.set(name, new Set(needs.flatMap((need) => [need, ...(before.get(need) ?? [])])))
  }
  const last = pods.at(-1)?.name ?? ''
  const seen = [...(before.get(last) ?? []), last]
  return Object.fromEntries(seen.map((name) => [name, before.get(name)?.size ?? 0]))
}

function nameOf(index: number): string {
  return `r${index}`
}

function earlier({ needs }: { readonly needs: readonly number[] }, index: number): readonly string[] {
  return index === 0 ? [] : [...new Set(needs.map((need) => nameOf(need % index)))]
}
