/**
 * The bars of a request's times. A trace says how long a request waited and ran in each Pod, not when: a Pod is taken to
 * begin when the last of the Pods that it needs has ended. `whole` is the length of the axis, in milliseconds.
 */
export function toWaterfall(trace, plan) {
  const needs = new Map((plan?.pods ?? []).map((pod) => [pod.name, pod.needs]))
  const spans = new Map(trace.spans.map((span) => [span.pod, span]))
  const ends = new Map()
  const endOf = (pod) => {
    if (ends.has(pod)) return ends.get(pod)
    ends.set(pod, 0) // a plan has no circle, but this one came over a wire
    const start = startOf(pod)
    const { wait = 0, call = 0 } = spans.get(pod) ?? {}
    ends.set(pod, start + wait + call)
    return ends.get(pod)
  }
  const startOf = (pod) => Math.max(0, ...(needs.get(pod) ?? []).map((need) => (need === 'gateway' ? 0 : endOf(need))))
  const bars = trace.spans.map(({ pod, wait, call }) => ({ pod, start: startOf(pod), wait, call }))
  const end = Math.max(0, ...trace.spans.map(({ pod }) => endOf(pod)))
  return { bars: bars.sort((one, other) => one.start - other.start), end, whole: Math.max(trace.ms, end, 0.001) }
}
