import { cpuTime, processTree } from './process-tree.ts'
import { percentile } from './stats.ts'

/** A running graph, which a driver sends requests to. */
export interface OpenGraph {
  /** Sends a request. The callback that was passed to `open` receives the answer. */
  send(request: number): void
  /**
   * The processes whose CPU counts.
   *
   * @defaultValue this process and all its descendants
   */
  pids?(): readonly number[]
  close(): Promise<void>
}

/** A load: how many requests in flight, and for how long. */
export interface Load {
  readonly inFlight: number
  /** Milliseconds that are measured. */
  readonly duration: number
  /** Milliseconds of load before the measurement. */
  readonly warmUp: number
}

/** A fixed number of requests, and how many of them may be in flight at a time. */
export interface Batch {
  readonly requests: number
  readonly inFlight: number
}

/** The figures of one measurement. Latencies are in milliseconds, CPU time (of all processes together) in microseconds. */
export interface Measurement {
  readonly perSecond: number
  readonly cpuPerRequest: number
  readonly p50: number
  readonly p99: number
  readonly [field: string]: number
}

const RING = 1 << 16
const MOST_SAMPLES = 1 << 21

/** Keeps a number of requests in flight through a graph, and times each. */
export class LoadGenerator {
  #graph: OpenGraph | undefined
  #next = 0
  #open = 0
  #measuring = false
  /** The number of requests still to send. */
  #left = 0
  #count = 0
  #drained: (() => void) | undefined
  readonly #sentAt = new Float64Array(RING)
  /** Filled, so that all of it is resident from the beginning: it must not look like what a contestant has grown by. */
  readonly #samples = new Float64Array(MOST_SAMPLES).fill(0)

  /** The answer callback of the graph under load. */
  readonly answered = (request: number): void => {
    if (this.#measuring) {
      this.#samples[this.#count % MOST_SAMPLES] = performance.now() - (this.#sentAt[request % RING] ?? 0)
      this.#count++
    }
    this.#open--
    if (this.#left > 0) this.#send()
    else if (this.#open === 0) this.#drained?.()
  }

  /** Puts a graph under load for a while. Resolves once every request is answered. */
  async measure(graph: OpenGraph, { inFlight, duration, warmUp }: Load): Promise<Measurement> {
    const pids = pidsOf(graph)
    this.#graph = graph
    this.#left = Number.POSITIVE_INFINITY
    while (this.#open < inFlight) this.#send()
    await elapsed(warmUp)
    const start = { time: performance.now(), cpu: cpuTime(pids) }
    this.#count = 0
    this.#measuring = true
    // At least one answer and some CPU, which the kernel counts in steps of 10 ms, however slow the machine is.
    do await elapsed(duration)
    while (this.#count === 0 || cpuTime(pids) === start.cpu)
    const end = { time: performance.now(), cpu: cpuTime(pids) }
    this.#measuring = false
    this.#left = 0
    await this.#drain()
    return this.#measurement(start, end)
  }

  /** Sends a batch of requests. Resolves once every one is answered. */
  async finish(graph: OpenGraph, { requests, inFlight }: Batch): Promise<Measurement> {
    const pids = pidsOf(graph)
    this.#graph = graph
    this.#count = 0
    this.#measuring = true
    const start = { time: performance.now(), cpu: cpuTime(pids) }
    this.#left = requests
    while (this.#left > 0 && this.#open < inFlight) this.#send()
    await this.#drain()
    this.#measuring = false
    return this.#measurement(start, { time: performance.now(), cpu: cpuTime(pids) })
  }

  #send(): void {
    const request = this.#next++
    this.#left--
    this.#sentAt[request % RING] = performance.now()
    this.#open++
    this.#graph?.send(request)
  }

  #drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = resolve
      if (this.#open === 0) resolve()
    })
  }

  #measurement(start: Moment, end: Moment): Measurement {
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

function pidsOf(graph: OpenGraph): readonly number[] {
  return graph.pids?.() ?? processTree(process.pid)
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
