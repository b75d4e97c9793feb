/** Bytes of payload for which litter is made at a time. */
const AT_A_TIME = 16_384

/** Places of litter for each of these bytes, of 8 bytes each: more and less both took longer. */
const PLACES = 0.2

/** The most places at a time: what is larger is not young. */
const MOST = 15_000

let bytes = 0

/** The last litter; nobody looks at it. */
export let last: readonly undefined[] = []

/**
 * Makes garbage: as much as frees the memory of messages in time. That lies outside of V8's heap, and V8 frees it when it
 * looks after young objects, which it does after 16 MB of them; but 8 MB of memory outside have it collect its whole
 * heap, by four threads. A gateway that makes little garbage beside its messages collects everything fifteen times a
 * second: at 64 in flight that took 4 µs of the 18 µs of CPU of a request, and its p99 was 5 ms, not 2.5 ms.
 *
 * @param length - bytes of payload that were decoded
 */
export function drop(length: number): void {
  bytes += length
  if (bytes < AT_A_TIME) return
  last = new Array(Math.min(MOST, Math.ceil(bytes * PLACES)))
  bytes = 0
}
