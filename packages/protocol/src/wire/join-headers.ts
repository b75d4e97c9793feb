import { decodeHeaders, encodeHeaders, type Headers, type PodTimes } from './headers.ts'
import { MAX_HEADERS_BYTES } from './protocol.ts'

/**
 * The headers of a request whose messages had these, in order. Of values, the first one wins; of the times of a Pod, the
 * longest, since its replicas worked at the same time. `undefined` if no message had any.
 */
export function joinHeaders(all: readonly (Uint8Array | undefined)[]): Uint8Array | undefined {
  const present = all.filter((bytes) => bytes !== undefined)
  const [first] = present
  if (first === undefined || present.every((bytes) => Buffer.compare(bytes, first) === 0)) return first
  const decoded = present.map(decodeHeaders).filter((headers) => headers !== undefined)
  return decoded.length === 0 ? first : fitting(decoded.reduce(joinTwo), first)
}

/** Headers to which the times of a call in a Pod were added. */
export function addTimes(bytes: Uint8Array, pod: string, [wait, call]: PodTimes): Uint8Array {
  const headers = decodeHeaders(bytes)
  if (headers === undefined) return bytes
  const times = new Map(headers.times)
  const [waited, called] = times.get(pod) ?? [0, 0]
  times.set(pod, [waited + wait, called + call])
  return fitting({ ...headers, times }, bytes)
}

function joinTwo(one: Headers, other: Headers): Headers {
  return {
    values: new Map([...one.values, ...[...other.values].filter(([name]) => !one.values.has(name))]),
    times: one.times && other.times ? longest(one.times, other.times) : (one.times ?? other.times),
  }
}

function longest(one: ReadonlyMap<string, PodTimes>, other: ReadonlyMap<string, PodTimes>) {
  const times = new Map(one)
  for (const [pod, [wait, call]] of other) {
    const [waited, called] = times.get(pod) ?? [0, 0]
    times.set(pod, [Math.max(waited, wait), Math.max(called, call)])
  }
  return times
}

/** The headers as bytes, or `before` if they have become too long. */
function fitting(headers: Headers, before: Uint8Array): Uint8Array {
  const bytes = encodeHeaders(headers)
  return bytes.length > MAX_HEADERS_BYTES ? before : bytes
}
