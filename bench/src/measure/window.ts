import { cpuTime, processTree } from './process-tree.ts'
import { percentile } from './stats.ts'

/** What a driver sends requests into: a graph that is up. */
export interface Line {
  /** Sends a request; the answer comes through the callback that `open` was given. */
  send(request: number): void
  close(): Promise<void>
}

/** How hard to drive a line, and how long. */
export interface Load {
  readonly inFlight: number
  /** Milliseconds that are measured. */
  readonly duration: number
  /** Milliseconds before those. */
  readonly warmUp: number
}

/** So many requests, and how many of them may be in flight at a time. */
export interface Batch {
  readonly requests: number
  readonly inFlight: number
}

/** What one window measured. Latencies are in milliseconds, CPU time (of all processes together) in microseconds. */
export interface Pace {
  readonly perSecond: number
  readonly cpuPerRequest: number
  readonly p50: number
  readonly p99: number
  readonly [field: string]: number
}

const RING = 1 << 16
const MOST_SAMPLES = 1 << 21

/** Keeps so many requests in flight through a line, and times each. */
export class Window {
  #line: Line | undefined
  #next = 0
  #open = 0
  #measuring = false
  /** How many more requests are to be sent. */
  #left = 0
  #count = 0
  #drained: (() => void) | undefined
  readonly #sentAt = new Float64Array(RING)
  readonly #samples = new Float64Array(MOST_SAMPLES)

  /** The answer callback of the line that is driven. */
  readonly answered = (request: number): void => {
    if (this.#measuring) {
      this.#samples[this.#count % MOST_SAMPLES] = performance.now() - (this.#sentAt[request % RING] ?? 0)
      this.#count++
    }
    this.#open--
    if (this.#left > 0) this.#send()
    else if (this.#open === 0) this.#drained?.()
  }

  /** Drives a line for a while; when it returns, every request has been answered. */
  async measure(line: Line, { inFlight, duration, warmUp }: Load): Promise<Pace> {
    const pids = processTree(process.pid)
    this.#line = line
    this.#left = Number.POSITIVE_INFINITY
    while (this.#open < inFlight) this.#send()
    await elapsed(warmUp)
    const start = { time: performance.now(), cpu: cpuTime(pids) }
    this.#count = 0
    this.#measuring = true
    // At least one answer, however slow the machine is.
    do await elapsed(duration)
    while (this.#count === 0)
    const end = { time: performance.now(), cpu: cpuTime(pids) }
    this.#measuring = false
    this.#left = 0
    await this.#drain()
    return this.#pace(start, end)
  }

  /** Sends so many requests; when it returns, every one has been answered. */
  async finish(line: Line, { requests, inFlight }: Batch): Promise<Pace> {
    const pids = processTree(process.pid)
    this.#line = line
    this.#count = 0
    this.#measuring = true
    const start = { time: performance.now(), cpu: cpuTime(pids) }
    this.#left = requests
    while (this.#left > 0 && this.#open < inFlight) this.#send()
    await this.#drain()
    this.#measuring = false
    return this.#pace(start, { time: performance.now(), cpu: cpuTime(pids) })
  }

  #send(): void {
    const request = this.#next++
    this.#left--
    this.#sentAt[request % RING] = performance.now()
    this.#open++
    this.#line?.send(request)
  }

  #drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = resolve
      if (this.#open === 0) resolve()
    })
  }

  #pace(start: Moment, end: Moment): Pace {
    const sorted = this.#samples.slice(0, Math.min(this.#count, MOST_SAMPLES)).sort()
    return {
      perSecond: (this.#count * 1000) / (end.time - start.time),
      cpuPerRequest: ((end.cpu - start.cpu) * 1000) / this.#count,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
    }
  }
}

interface Moment {
  readonly time: number
  readonly cpu: number
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
