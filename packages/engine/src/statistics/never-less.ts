import type { EndpointStatistics, Histogram, PeaStatistics } from '@peaflow/protocol'

/** Whether no counter of a life is lower than it was: gauges (`backlog`, `running`, `queued`) and memory may be. */
export function isNeverLess(before: PeaStatistics, after: PeaStatistics): boolean {
  const known = new Map(after.endpoints.map((endpoint) => [endpoint.endpoint, endpoint]))
  return (
    totalsOf(before).every((total, index) => total <= (totalsOf(after)[index] as number)) &&
    before.endpoints.every((endpoint) => isEndpointNeverLess(endpoint, known.get(endpoint.endpoint)))
  )
}

function totalsOf({ served, cancelled, dropped, received, sent, process }: PeaStatistics): number[] {
  return [served, cancelled, dropped, received.messages, received.bytes, sent.messages, sent.bytes, process?.cpu ?? 0]
}

function isEndpointNeverLess(before: EndpointStatistics, after: EndpointStatistics | undefined): boolean {
  if (after === undefined || before.served > after.served) return false
  const failed = new Map(Object.entries(after.failed))
  return (
    Object.entries(before.failed).every(([code, count]) => count <= (failed.get(code) ?? 0)) &&
    isHistogramNeverLess(before.wait, after.wait) &&
    isHistogramNeverLess(before.call, after.call) &&
    isHistogramNeverLess(before.documents, after.documents)
  )
}

function isHistogramNeverLess(before: Histogram, after: Histogram): boolean {
  const shift = before.offset - after.offset
  return (
    before.sum <= after.sum &&
    before.zero <= after.zero &&
    before.buckets.every((count, index) => count <= (after.buckets[index + shift] ?? 0))
  )
}
