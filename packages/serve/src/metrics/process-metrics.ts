import type { PodStatistics } from '@peaflow/engine'
import type { BucketCounts } from './buckets.ts'
import type { Metric } from './metric.ts'
import { sumOf } from './sums.ts'

/** What the process uses that serves the Flow: with the gateway in it, and Pods of the runtime `inline`. */
export interface ProcessUse {
  /** Milliseconds of CPU time since it started. */
  readonly cpu: number
  /** Bytes of resident memory. */
  readonly memory: number
  /** By how much timers of its event loop were late, in seconds. */
  readonly delay: BucketCounts
}

/** The processes of a Flow. */
export interface ProcessFacts {
  readonly flow: string
  readonly process: ProcessUse
  readonly pods: readonly Pick<PodStatistics, 'pod' | 'cpu' | 'processes'>[]
}

/**
 * The metrics of processes, by Pod: this one stands for the gateway; a Pod whose Peas have processes of their own has the sum of
 * them, as they reported last.
 */
export function processMetrics({ flow, process, pods }: ProcessFacts): readonly Metric[] {
  const own = pods.filter(({ cpu, processes }) => cpu > 0 || processes.length > 0)
  const gateway = { flow, pod: 'gateway' }
  return [
    {
      name: 'process_cpu_time_seconds',
      help: 'CPU time of the processes of a Pod. That of the gateway serves the Flow, and runs its inline Pods.',
      unit: 'seconds',
      type: 'counter',
      samples: [
        { labels: gateway, value: process.cpu / 1_000 },
        ...own.map(({ pod, cpu }) => ({ labels: { flow, pod }, value: cpu / 1_000 })),
      ],
    },
    {
      name: 'process_memory_usage_bytes',
      help: 'Resident memory of the processes of a Pod.',
      unit: 'bytes',
      type: 'gauge',
      samples: [
        { labels: gateway, value: process.memory },
        ...own.map(({ pod, processes }) => ({
          labels: { flow, pod },
          value: sumOf(processes.map(({ memory }) => memory)),
        })),
      ],
    },
    {
      name: 'nodejs_eventloop_delay_seconds',
      help: 'By how much timers were late in the process that serves the Flow, ten times a second from the first scrape on.',
      unit: 'seconds',
      type: 'histogram',
      samples: [{ labels: gateway, histogram: process.delay }],
    },
  ]
}
