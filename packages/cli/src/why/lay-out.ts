/** How long a request waited for a Pod, and how long it was called, in milliseconds. */
export interface Span {
  readonly pod: string
  readonly wait: number
  readonly call: number
}

/** A span, and when it began. */
export interface PlacedSpan extends Span {
  /** Milliseconds from the beginning of the request. */
  readonly start: number
}

/** A Pod of a plan, and those that it needs. */
export interface Needing {
  readonly name: string
  readonly needs: readonly string[]
}

/**
 * When each span began, at the earliest: a Pod begins when the last of those that it needs has ended. Spans come without a
 * time of their own, since the clocks of two machines differ.
 */
export function layOut(spans: readonly Span[], pods: readonly Needing[]): readonly PlacedSpan[] {
  const ends = new Map<string, number>()
  // The gateway is where a request ends, and begins: what needs it needs nothing.
  const others = pods.filter(({ name }) => name !== 'gateway')
  const needs = new Map(others.map((pod) => [pod.name, pod.needs]))
  const ordered = inOrder(spans, others)
  return ordered.map((span) => {
    const start = Math.max(0, ...endsBefore(span.pod, { needs, ends }))
    ends.set(span.pod, start + span.wait + span.call)
    return { ...span, start }
  })
}

/** As the plan has them, which is an order in which they can run; those that it does not have come last. */
function inOrder(spans: readonly Span[], pods: readonly Needing[]): readonly Span[] {
  const position = new Map(sorted(pods).map((name, index) => [name, index]))
  const at = ({ pod }: Span) => position.get(pod) ?? Number.POSITIVE_INFINITY
  return [...spans].sort((one, other) => (at(one) === at(other) ? 0 : at(one) - at(other)))
}

/** The names of Pods, each after those that it needs. */
function sorted(pods: readonly Needing[]): readonly string[] {
  const names: string[] = []
  const left = new Map(pods.map((pod) => [pod.name, pod]))
  for (let before = -1; before !== left.size; ) {
    before = left.size
    for (const { name, needs } of left.values()) {
      if (needs.some((need) => left.has(need))) continue
      names.push(name)
      left.delete(name)
    }
  }
  return names
}

interface Known {
  readonly needs: ReadonlyMap<string, readonly string[]>
  readonly ends: ReadonlyMap<string, number>
}

/** When those ended that a Pod needs. One without a span of its own ended when those before it did. */
function endsBefore(pod: string, known: Known, visited: ReadonlySet<string> = new Set()): readonly number[] {
  return (known.needs.get(pod) ?? []).flatMap((need) => {
    const end = known.ends.get(need)
    if (end !== undefined) return [end]
    return visited.has(need) ? [] : endsBefore(need, known, new Set([...visited, need]))
  })
}
