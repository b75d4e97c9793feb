import { type Document, type FlowPlan, isJoined, type StopOptions } from '@peaflow/core'
import type { Drops, FlowResult, Gateway, RequestOptions, StreamOptions } from '@peaflow/pea/internal'
import { defer } from '../async/deferred.ts'
import { waitFor } from '../async/wait-for.ts'
import type { ControlServer } from '../control/server.ts'
import type { FlowEndpoints } from '../endpoints/flow-endpoints.ts'
import type { KnownEndpoints } from '../endpoints/known-endpoints.ts'
import type { Enrolments } from '../enrolment/enrolments.ts'
import { notJoined } from '../enrolment/not-joined.ts'
import type { Replan } from '../launch/options.ts'
import type { FlowStatistics } from '../statistics/flow-statistics.ts'
import type { ProcessUse } from '../statistics/process-use.ts'
import { readStatistics, type StatisticsSources } from '../statistics/read.ts'
import { notReady } from '../supervise/start-error.ts'
import { isLate, type PeaState } from '../supervise/state.ts'
import type { TapOptions } from '../tap/options.ts'
import type { Tapped } from '../tap/tapped.ts'
import type { Taps } from '../tap/taps.ts'
import { Changes } from './changes.ts'
import { type FlowLoad, type FlowReadiness, readinessOf } from './readiness.ts'
import type { PodRestartOptions, RunningFlow } from './running-flow.ts'
import { askStatus, type FlowStatus } from './status.ts'
import { type StoppableFlow, stopFlow } from './stop.ts'

/** What a Flow that is up consists of. */
export interface FlowComponents extends StoppableFlow {
  readonly gateway: Gateway
  readonly control: Pick<ControlServer, 'open' | 'close'>
  /** What the control socket of the Flow has dropped. */
  readonly drops: Drops
  readonly enrolments: Pick<Enrolments, 'enough' | 'missing' | 'lastFailure' | 'stop'>
  readonly endpoints: Pick<KnownEndpoints, 'list'>
  readonly taps: Pick<Taps, 'open' | 'close'>
  readonly statistics: StatisticsSources['statistics']
  readonly processUse: Pick<ProcessUse, 'of'>
  readonly replan: Replan | undefined
}

/** A Flow that is starting, is up or is being stopped. */
export class StartedFlow implements RunningFlow {
  readonly #components: FlowComponents
  readonly #changes: Changes
  readonly #stopping = new AbortController()
  readonly #force = new AbortController()
  readonly #stopped = defer<void>()
  /** Requests that callers wait for. They need not have left the gateway. */
  readonly #requests = new Set<Promise<unknown>>()
  #stop: Promise<void> | undefined
  /** The shortest grace period so far, in milliseconds. */
  #grace = Number.POSITIVE_INFINITY
  #forceTimer: NodeJS.Timeout | undefined

  constructor(components: FlowComponents) {
    this.#components = components
    this.#changes = new Changes(components, this.#stopping.signal)
    // No request gets in or out any more if the links of the gateway fail.
    void components.gateway.ended.then(() => this.#stop ?? this.stop({ grace: 0 }))
  }

  get plan(): FlowPlan {
    return this.#components.supervisor.plan
  }

  get folder(): string | undefined {
    return this.#components.runtimeFolder?.path
  }

  get stopped(): Promise<void> {
    return this.#stopped.promise
  }

  /** The Peas that should have been ready by now and never were. */
  get late(): readonly PeaState[] {
    const now = performance.now()
    const states = [...this.#components.supervisor.peas.values()].map(({ state }) => state)
    return states.filter((state) => isLate(state, now))
  }

  /** Which Peas have broken the protocol, in words. */
  get violations(): readonly string[] {
    return this.#components.supervisor.settings.violations.lines
  }

  /** Resolves when every Pea is ready; rejects when one cannot be, or if replicas have not joined in time. */
  async ready(joinTimeout?: number): Promise<void> {
    const { enrolments, gatewayPea, supervisor } = this.#components
    this.#reportMissing()
    const others = [...supervisor.peas.values()].filter((pea) => pea !== gatewayPea)
    const launched = others.filter(({ plan }) => !isJoined(plan))
    await Promise.all(launched.map(({ ready }) => ready))
    const joined = await waitFor(Promise.race([enrolments.enough, this.stopped]), { timeout: joinTimeout })
    if (joined === undefined) throw notJoined(enrolments, joinTimeout ?? 0)
    // The gateway is ready soon after its neighbours, unless they were stopped before they greeted it.
    const readyOrStopped = Promise.race([gatewayPea.ready, this.stopped])
    await waitFor(readyOrStopped, { timeout: gatewayPea.plan.timeoutReady })
    if (!gatewayPea.state.wasReady) throw notReady([gatewayPea.state], this.violations)
  }

  /** Says which replicas are yet to join. */
  #reportMissing(): void {
    const { enrolments, supervisor } = this.#components
    const port = supervisor.plan.options.join?.port ?? 0
    for (const { pod, count } of enrolments.missing) {
      supervisor.settings.onEvent({ type: 'replicas-awaited', pod, count, port })
    }
  }

  stream(
    endpoint: string,
    documents: Iterable<Document> | AsyncIterable<Document>,
    options?: StreamOptions,
  ): AsyncIterable<FlowResult> {
    return this.#components.gateway.stream(endpoint, documents, options)
  }

  request(endpoint: string, documents: readonly Document[], options?: RequestOptions): Promise<Document[]> {
    const answer = this.#components.gateway.request(endpoint, documents, options)
    const settled = Promise.allSettled([answer])
    this.#requests.add(settled)
    void settled.then(() => this.#requests.delete(settled))
    return answer
  }

  scale(pod: string, replicas: number): Promise<void> {
    return this.#changes.scale(pod, replicas)
  }

  restart(pod: string, { plan }: PodRestartOptions = {}): Promise<void> {
    return this.#changes.restart(pod, plan)
  }

  endpoints(): FlowEndpoints {
    return this.#components.endpoints.list()
  }

  tap(pod: string, options: TapOptions = {}): AsyncIterableIterator<Tapped, undefined> {
    return this.#components.taps.open(pod, options)
  }

  status(): Promise<FlowStatus> {
    return askStatus({ ...this.#components, change: this.#changes.current })
  }

  statistics(): FlowStatistics {
    return readStatistics(this.#components)
  }

  readiness(): FlowReadiness {
    return readinessOf({ supervisor: this.#components.supervisor, load: this.load() })
  }

  load(): FlowLoad {
    const { inFlight, backlog } = this.#components.gateway
    return { inFlight, waiting: backlog, isStopping: this.#stopping.signal.aborted }
  }

  stop({ grace = 5_000 }: StopOptions = {}): Promise<void> {
    this.#stopping.abort()
    if (grace === 0) this.#force.abort()
    else if (this.#stop !== undefined && grace < this.#grace) this.#forceIn(grace)
    this.#grace = Math.min(grace, this.#grace)
    this.#stop ??= this.#stopAll(grace)
    return this.#stop
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #forceIn(grace: number): void {
    clearTimeout(this.#forceTimer)
    this.#forceTimer = setTimeout(() => this.#force.abort(), grace)
  }

  async #stopAll(grace: number): Promise<void> {
    this.#components.enrolments.stop()
    await waitFor(this.#changes.made, { timeout: grace, signal: this.#force.signal })
    await stopFlow(this.#components, { grace, force: this.#force.signal, answered: Promise.all(this.#requests) })
    clearTimeout(this.#forceTimer)
    this.#components.taps.close()
    this.#stopped.resolve()
  }
}
