import type { RunningFlow } from '@peaflow/engine'
import type { Call } from '../calls/call.ts'
import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import { EventLoopDelay } from './event-loop-delay.ts'
import { Exemplars } from './exemplars.ts'
import { flowMetrics } from './flow-metrics.ts'
import { METRICS_TYPES, preferredMetricsFormat } from './format.ts'
import { HttpCounters } from './http-counters.ts'
import { Refusals } from './refusals.ts'
import { writeMetrics } from './write.ts'

/** The server whose requests are counted. */
export interface ObservedServer {
  /** The paths of routes that are not endpoints. */
  readonly paths: Iterable<string>
  /** Whether it says that it is not ready. */
  isLeaving(): boolean
  /** The id of the trace of a call, if that is sampled. */
  traceIdOf(call: Call): string | undefined
}

/** Counts what passes a server, and says so at `/metrics`. */
export class FlowObserver {
  readonly refusals = new Refusals()
  readonly exemplars: Exemplars
  readonly http: HttpCounters
  readonly #running: RunningFlow
  readonly #isLeaving: () => boolean
  readonly #delay = new EventLoopDelay()

  constructor(running: RunningFlow, { paths, isLeaving, traceIdOf }: ObservedServer) {
    this.exemplars = new Exemplars(traceIdOf)
    this.#running = running
    this.#isLeaving = isLeaving
    this.http = new HttpCounters(paths)
    void running.stopped.then(() => this.stop())
  }

  /** The metrics, in the format that the client prefers. */
  reply(request: HttpRequest): HttpReply {
    const { user, system } = process.cpuUsage()
    const use = { cpu: (user + system) / 1_000, memory: process.memoryUsage.rss(), delay: this.#delay.read() }
    const readiness = this.#running.readiness()
    const metrics = flowMetrics({
      statistics: this.#running.statistics(),
      readiness: this.#isLeaving() ? { ...readiness, status: 'stopping' } : readiness,
      refused: this.refusals.snapshot(),
      exemplars: this.exemplars.snapshot(),
      http: this.http.snapshot(),
      process: use,
    })
    const format = preferredMetricsFormat(request.header('accept'))
    const headers = { 'content-type': METRICS_TYPES[format], 'cache-control': 'no-store', vary: 'Accept' }
    return { status: 200, headers, body: writeMetrics(metrics, format) }
  }

  /** Measures no more: the server is closed. */
  stop(): void {
    this.#delay.stop()
  }
}
