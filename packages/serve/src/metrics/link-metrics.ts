import type { FlowStatistics, PodStatistics } from '@peaflow/engine'
import type { Metric } from './metric.ts'

type Counted = Pick<PodStatistics, 'sent' | 'received' | 'dropped'>

const COUNTERS: readonly (Pick<Metric, 'name' | 'help' | 'unit'> & { readonly value: (from: Counted) => number })[] = [
  { name: 'peaflow_link_sent_messages', help: 'Messages sent over links.', value: ({ sent }) => sent.messages },
  {
    name: 'peaflow_link_received_messages',
    help: 'Messages received over links.',
    value: ({ received }) => received.messages,
  },
  {
    name: 'peaflow_link_sent_bytes',
    help: 'Bytes of the payloads that were sent.',
    unit: 'bytes',
    value: ({ sent }) => sent.bytes,
  },
  {
    name: 'peaflow_link_received_bytes',
    help: 'Bytes of the payloads that were received.',
    unit: 'bytes',
    value: ({ received }) => received.bytes,
  },
  {
    name: 'peaflow_link_dropped',
    help: 'Messages that were dropped because they break the protocol.',
    value: ({ dropped }) => dropped,
  },
]

/** The metrics of what goes over links, by the Pod that sends or receives it; the gateway is one of them. */
export function linkMetrics({ flow, gateway, pods }: FlowStatistics): readonly Metric[] {
  return COUNTERS.map(({ value, ...metric }) => ({
    ...metric,
    type: 'counter',
    samples: [{ ...gateway, pod: 'gateway' }, ...pods].map((from) => ({
      labels: { flow, pod: from.pod },
      value: value(from),
    })),
  }))
}
