import { type FlowPlan, type PodPlan, stagesOf } from '@peaflow/core'

/** What a Flow can do at most. */
export interface Capacity {
  /** Requests a millisecond. */
  readonly rate: number
  /** How many requests are in the Flow at that rate while none of them waits. */
  readonly busy: number
}

/** What is known of the calls of a Pod. */
export interface PodCalls {
  /** The milliseconds of one. */
  readonly mean: number
  /** The most that were seen at once. */
  readonly most: number
}

/**
 * What a Flow can do if its calls take as long as they do now: its slowest Pod sets the rate, and a request is in the Flow for as long as
 * the calls on its longest way. `undefined` before any call is known.
 */
export function capacityOf(plan: FlowPlan, calls: ReadonlyMap<string, PodCalls>): Capacity | undefined {
  const slots = slotsOf(plan)
  const rates = [...calls].flatMap(([pod, { mean, most }]) => {
    const planned = slots.get(pod)
    if (planned === undefined || mean <= 0) return []
    const own = Math.max(planned, most)
    return [{ slots: own, rate: own / mean }]
  })
  const [first, ...others] = rates
  if (first === undefined) return undefined
  const slowest = others.reduce((least, one) => (one.rate < least.rate ? one : least), first)
  return { rate: slowest.rate, busy: Math.max(slowest.slots, slowest.rate * longestWay(plan, calls)) }
}

/** How many requests may be in a call of each Pod at once. */
function slotsOf(plan: FlowPlan): ReadonlyMap<string, number> {
  const isShared = new Set(plan.pods.filter(({ options }) => options.polling === 'all').map(({ name }) => name))
  const slots = new Map<string, number>()
  for (const pea of plan.peas) {
    if (pea.role !== 'replica') continue
    for (const { pod, concurrency } of stagesOf(pea)) {
      const own = concurrency * (pea.batch?.documents ?? 1)
      // With `polling: all`, a request takes a slot of each replica.
      slots.set(pod, isShared.has(pod) ? own : (slots.get(pod) ?? 0) + own)
    }
  }
  return slots
}

/** The milliseconds of the calls on the longest way of a request to its answer. */
function longestWay({ pods }: FlowPlan, calls: ReadonlyMap<string, PodCalls>): number {
  const byName = new Map(pods.map((pod) => [pod.name, pod]))
  const ends = new Map<string, number>()
  const endOf = (pod: PodPlan): number => {
    const known = ends.get(pod.name)
    if (known !== undefined) return known
    // The gateway is where a request begins as well as where it ends.
    ends.set(pod.name, 0)
    const needs = pod.needs.flatMap((name) => byName.get(name) ?? [])
    const end = Math.max(0, ...needs.map(endOf)) + (calls.get(pod.name)?.mean ?? 0)
    ends.set(pod.name, end)
    return end
  }
  const gateway = pods.at(-1)
  return gateway === undefined ? 0 : endOf(gateway)
}
