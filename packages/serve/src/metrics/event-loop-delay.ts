import { type BucketCounts, DurationCounter } from './buckets.ts'

/** Milliseconds between two looks. */
const INTERVAL = 100

/**
 * Measures by how much a timer is late, ten times a second from the first `read` until `stop`. Node's `monitorEventLoopDelay`
 * has percentiles alone, which can neither be added up nor be asked for by two readers.
 */
export class EventLoopDelay {
  readonly #counter = new DurationCounter()
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  /** What was measured so far, in seconds. */
  read(): BucketCounts {
    this.#start()
    return this.#counter.snapshot()
  }

  stop(): void {
    this.#isStopped = true
    clearInterval(this.#timer)
  }

  #start(): void {
    if (this.#isStopped || this.#timer !== undefined) return
    let last = performance.now()
    this.#timer = setInterval(() => {
      const now = performance.now()
      this.#counter.add(Math.max(0, now - last - INTERVAL))
      last = now
    }, INTERVAL).unref()
  }
}
