import fc from 'fast-check'
import { expect, it } from 'vitest'
import { endpointLabel } from '../../src/metrics/endpoint-label.ts'
import { type FlowFacts, flowMetrics } from '../../src/metrics/flow-metrics.ts'
import { writeMetrics } from '../../src/metrics/write.ts'
import { flowFacts, flowStatistics, gatewayEndpoint, histogramOf, podEndpoint, podStatistics } from './facts.ts'
import { parseMetrics } from './parse.ts'

/** The samples that are not 0, as text: `name{label="value"} 1`, without buckets. */
function shown(facts: FlowFacts, name: string): readonly string[] {
  const lines = writeMetrics(flowMetrics(facts), 'openmetrics').split('\n')
  return lines.filter((line) => line.startsWith(name) && !line.includes('_bucket') && !line.endsWith(' 0'))
}

it('requests: what the gateway counts', () => {
  const endpoints = [
    gatewayEndpoint({ duration: histogramOf([8, 16]), failed: { REQUEST_TIMEOUT: 2 }, refused: 2, cancelled: 3 }),
    gatewayEndpoint({ endpoint: '/search', repeated: 4, refused: 1 }),
  ]
  const { gateway } = flowStatistics()
  const facts = flowFacts({
    statistics: flowStatistics({ gateway: { ...gateway, endpoints } }),
    readiness: { status: 'lost', inFlight: 7, waiting: 9, pods: {} },
    refused: { queue: 5, other: 1 },
  })
  expect(shown(facts, 'peaflow_re')).toEqual([
    'peaflow_request_duration_seconds_sum{flow="search",endpoint="/index"} 0.024',
    'peaflow_request_duration_seconds_count{flow="search",endpoint="/index"} 2',
    'peaflow_request_failed_total{flow="search",endpoint="/index",error_type="REQUEST_TIMEOUT"} 2',
    'peaflow_request_in_flight{flow="search"} 7',
    'peaflow_request_waiting{flow="search"} 9',
    'peaflow_request_shed_total{flow="search",reason="queue"} 5',
    'peaflow_request_shed_total{flow="search",reason="time"} 3',
    'peaflow_request_shed_total{flow="search",reason="other"} 1',
    'peaflow_request_cancelled_total{flow="search",endpoint="/index"} 3',
    'peaflow_request_redelivered_total{flow="search",endpoint="/search"} 4',
  ])
  expect(shown(flowFacts(), 'peaflow_ready')).toEqual(['peaflow_ready{flow="search"} 1'])
})

it('Pods: their replicas together', () => {
  const endpoint = podEndpoint({
    wait: histogramOf([4]),
    call: histogramOf([32, 64]),
    documents: histogramOf([1, 5]),
    failed: { REQUEST_EXECUTOR: 1 },
  })
  const restarts = { exit: 2, oom: 1, hung: 0, unreachable: 0, late: 0 }
  const counts = { served: 3, cancelled: 4, backlog: 5, running: 6 }
  const pod = podStatistics({
    endpoints: [endpoint, podEndpoint({ endpoint: '/search', documents: histogramOf([10]) })],
    restarts,
    ...counts,
  })
  expect(shown(flowFacts({ statistics: flowStatistics({ pods: [pod] }) }), 'peaflow_p')).toEqual([
    'peaflow_pod_wait_duration_seconds_sum{flow="search",pod="encode",endpoint="/index"} 0.004',
    'peaflow_pod_wait_duration_seconds_count{flow="search",pod="encode",endpoint="/index"} 1',
    'peaflow_pod_call_duration_seconds_sum{flow="search",pod="encode",endpoint="/index"} 0.096',
    'peaflow_pod_call_duration_seconds_count{flow="search",pod="encode",endpoint="/index"} 2',
    'peaflow_pod_batch_size_sum{flow="search",pod="encode"} 16',
    'peaflow_pod_batch_size_count{flow="search",pod="encode"} 3',
    'peaflow_pod_failed_total{flow="search",pod="encode",endpoint="/index",error_type="REQUEST_EXECUTOR"} 1',
    'peaflow_pod_requests_total{flow="search",pod="encode"} 3',
    'peaflow_pod_cancelled_total{flow="search",pod="encode"} 4',
    'peaflow_pod_backlog{flow="search",pod="encode"} 5',
    'peaflow_pod_running{flow="search",pod="encode"} 6',
    'peaflow_pod_replicas_wanted{flow="search",pod="encode"} 3',
    'peaflow_pod_replicas{flow="search",pod="encode",state="ready"} 2',
    'peaflow_pod_replicas{flow="search",pod="encode",state="pausing"} 1',
    'peaflow_pea_restarts_total{flow="search",pod="encode",reason="exit"} 2',
    'peaflow_pea_restarts_total{flow="search",pod="encode",reason="oom"} 1',
  ])
})

it('links: the gateway and each Pod', () => {
  const { gateway } = flowStatistics()
  const pods = [podStatistics({ received: { messages: 1, bytes: 10 }, sent: { messages: 2, bytes: 20 }, dropped: 3 })]
  const statistics = flowStatistics({ gateway: { ...gateway, dropped: 4, sent: { messages: 5, bytes: 50 } }, pods })
  expect(shown(flowFacts({ statistics }), 'peaflow_link')).toEqual([
    'peaflow_link_sent_messages_total{flow="search",pod="gateway"} 5',
    'peaflow_link_sent_messages_total{flow="search",pod="encode"} 2',
    'peaflow_link_received_messages_total{flow="search",pod="encode"} 1',
    'peaflow_link_sent_bytes_total{flow="search",pod="gateway"} 50',
    'peaflow_link_sent_bytes_total{flow="search",pod="encode"} 20',
    'peaflow_link_received_bytes_total{flow="search",pod="encode"} 10',
    'peaflow_link_dropped_total{flow="search",pod="gateway"} 4',
    'peaflow_link_dropped_total{flow="search",pod="encode"} 3',
  ])
})

it('processes: this one, and those of Pods that have some, added up', () => {
  const processes = [
    { pea: 'encode/0', cpu: 0, memory: 100 },
    { pea: 'encode/1', cpu: 0, memory: 20 },
  ]
  const pods = [podStatistics({ cpu: 250, processes }), podStatistics({ pod: 'inline' })]
  const facts = flowFacts({ statistics: flowStatistics({ pods }) })
  expect(shown(facts, 'process')).toEqual([
    'process_cpu_time_seconds_total{flow="search",pod="gateway"} 1.5',
    'process_cpu_time_seconds_total{flow="search",pod="encode"} 0.25',
    'process_memory_usage_bytes{flow="search",pod="gateway"} 1024',
    'process_memory_usage_bytes{flow="search",pod="encode"} 120',
  ])
})

const traps = ['constructor', '__proto__', 'a"b\\c\n', `/${'x'.repeat(200)}`, `/${'y'.repeat(200)}`, '\ud800', '\udfff']
const endpointName = fc.oneof(fc.constantFrom(...traps), fc.string({ unit: 'binary', maxLength: 200 }))

it('whatever endpoints there are: no series twice, no long label, and it parses back', () => {
  fc.assert(
    fc.property(fc.uniqueArray(endpointName), fc.string(), (names, flow) => {
      const { gateway } = flowStatistics()
      const own = { duration: histogramOf([1]), failed: { REQUEST_FAILED: 1 }, cancelled: 1 }
      const endpoints = names.map((endpoint) => gatewayEndpoint({ endpoint, ...own }))
      const pods = [
        podStatistics({ endpoints: names.map((endpoint) => podEndpoint({ endpoint, call: histogramOf([1]) })) }),
      ]
      const facts = flowFacts({ statistics: { flow, gateway: { ...gateway, endpoints }, pods } })
      const { samples } = parseMetrics(writeMetrics(flowMetrics(facts), 'openmetrics'))
      const series = samples.map(({ name, labels }) => JSON.stringify([name, labels]))
      expect(new Set(series).size).toBe(series.length)
      const cancelled = samples.filter(({ name }) => name === 'peaflow_request_cancelled_total')
      expect(cancelled.reduce((sum, { value }) => sum + value, 0)).toBe(names.length)
      expect(cancelled.every(({ labels: { endpoint = '' } }) => endpoint.length <= 128)).toBe(true)
      expect(cancelled.map(({ labels }) => labels.endpoint)).toEqual([...new Set(names.map(endpointLabel))])
    }),
  )
})
