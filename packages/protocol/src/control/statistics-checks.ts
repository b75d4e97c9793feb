import { BUCKETS, MAX_BUCKET, MIN_BUCKET } from '../statistics/buckets.ts'
import type { Histogram } from '../statistics/histogram.ts'
import { isCode, MAX_CODES, MAX_COUNTED_ENDPOINTS } from '../statistics/pea-statistics.ts'
import { type Check, fields, isArrayOf, isCount, isObject, isString, optional } from './checks.ts'

/** The most characters of an endpoint: its bytes are counted in one. */
const MAX_ENDPOINT_LENGTH = 255

/** The most Pods that messages wait for. */
const MAX_QUEUES = 4_096

/** A number of milliseconds, or what a histogram adds up. */
const isAmount: Check = (value) => typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER

const hasBuckets = fields({
  sum: isAmount,
  zero: isCount,
  buckets: isArrayOf(isCount, BUCKETS),
  offset: Number.isSafeInteger,
})

/** Whether a value from outside this process is a `Histogram`. */
export function isHistogram(value: unknown): value is Histogram {
  if (!hasBuckets(value)) return false
  const { offset, buckets } = value as Histogram
  return offset >= MIN_BUCKET && offset + buckets.length <= MAX_BUCKET + 1
}

const isFailed: Check = (value) => {
  if (!isObject(value)) return false
  const counts = Object.entries(value)
  return counts.length <= MAX_CODES + 1 && counts.every(([code, count]) => isCode(code) && isCount(count))
}

const isEndpoint = fields({
  endpoint: (value) => isString(value) && value.length <= MAX_ENDPOINT_LENGTH,
  served: isCount,
  failed: isFailed,
  wait: isHistogram,
  call: isHistogram,
  documents: isHistogram,
})

const isTraffic = fields({ messages: isCount, bytes: isCount })

/** Whether a value from outside this process is a `PeaStatistics`. */
export const isPeaStatistics = fields({
  served: isCount,
  cancelled: isCount,
  dropped: isCount,
  backlog: isCount,
  running: isCount,
  queued: isArrayOf(fields({ to: isString, messages: isCount }), MAX_QUEUES),
  received: isTraffic,
  sent: isTraffic,
  endpoints: isArrayOf(isEndpoint, MAX_COUNTED_ENDPOINTS + 1),
  process: optional(fields({ cpu: isAmount, memory: isCount })),
})
