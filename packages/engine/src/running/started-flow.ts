import { type Document, FlowError, type FlowPlan, type StopOptions } from '@peaflow/core'
import type { Drops, FlowResult, Gateway, RequestOptions, StreamOptions } from '@peaflow/pea/internal'
import { defer } from '../async/deferred.ts'
import { waitFor } from '../async/wait-for.ts'
import type { ControlServer } from '../control/server.ts'
import type { Replan } from '../launch/options.ts'
import { dialsControlPort } from '../plan/settle.ts'
import { notReady } from '../supervise/start-error.ts'
import type { PeaState } from '../supervise/state.ts'
import { checkRestart, restartPod } from './restart.ts'
import type { RunningFlow } from './running-flow.ts'
import { applyPlan } from './scale.ts'
import { askStatus, type FlowChange, type FlowStatus } from './status.ts'
import { type StoppableFlow, stopFlow } from './stop.ts'
import { isStopping } from './stopping.ts'

/** What a Flow that is up consists of. */
export interface FlowComponents extends StoppableFlow {
  readonly gateway: Gateway
  readonly control: Pick<ControlServer, 'open' | 'close'>
  /** What the control socket of the Flow has dropped. */
  readonly drops: Drops
  readonly replan: Replan | undefined
}

/** A Flow that is starting, is up or is being stopped. */
export class StartedFlow implements RunningFlow {
  readonly #components: FlowComponents
  readonly #stopping = new AbortController()
  readonly #force = new AbortController()
  readonly #stopped = defer<void>()
  /** Requests that callers wait for. They need not have left the gateway. */
  readonly #requests = new Set<Promise<unknown>>()
  /** Settles after the change that was asked for last: one is made at a time. */
  #changed: Promise<unknown> = Promise.resolve()
  /** The change that is being made. */
  #change: FlowChange | undefined
  #stop: Promise<void> | undefined
  /** The shortest grace period so far, in milliseconds. */
  #grace = Number.POSITIVE_INFINITY
  #forceTimer: NodeJS.Timeout | undefined

  constructor(components: FlowComponents) {
    this.#components = components
    // No request gets in or out any more if the links of the gateway fail.
    void components.gateway.ended.then(() => this.#stop ?? this.stop({ grace: 0 }))
  }

  get plan(): FlowPlan {
    return this.#components.supervisor.plan
  }

  get stopped(): Promise<void> {
    return this.#stopped.promise
  }

  /** The Peas that should have been ready by now and never were. */
  get late(): readonly PeaState[] {
    return this.#components.supervisor.late()
  }

  /** Which Peas have broken the protocol, in words. */
  get violations(): readonly string[] {
    return this.#components.supervisor.settings.violations.lines
  }

  /** Resolves when every Pea is ready; rejects when one cannot be. */
  async ready(): Promise<void> {
    const { gatewayPea, supervisor } = this.#components
    const others = [...supervisor.peas.values()].filter((pea) => pea !== gatewayPea)
    await Promise.all(others.map(({ ready }) => ready))
    // The gateway is ready soon after its neighbours, unless they were stopped before they greeted it.
    const readyOrStopped = Promise.race([gatewayPea.ready, this.stopped])
    await waitFor(readyOrStopped, { timeout: gatewayPea.plan.timeoutReady })
    if (!gatewayPea.state.wasReady) throw notReady([gatewayPea.state], this.violations)
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
    return this.#enqueue(() => this.#scale(pod, replicas))
  }

  restart(pod: string): Promise<void> {
    return this.#enqueue(() => this.#restart(pod))
  }

  status(): Promise<FlowStatus> {
    return askStatus({ ...this.#components, change: this.#change })
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
    await waitFor(this.#changed, { timeout: grace, signal: this.#force.signal })
    await stopFlow(this.#components, { grace, force: this.#force.signal, answered: Promise.all(this.#requests) })
    clearTimeout(this.#forceTimer)
    this.#stopped.resolve()
  }

  /** Makes a change after those that were asked for before. */
  #enqueue(change: () => Promise<void>): Promise<void> {
    const changed = this.#changed.then(() => {
      if (this.#stopping.signal.aborted) throw isStopping()
      return change()
    })
    this.#changed = changed.catch(() => {})
    return changed
  }

  /** Makes the folders, and opens the ports, that the Peas of another plan need. */
  async #prepare({ peas }: FlowPlan): Promise<void> {
    const { control, supervisor } = this.#components
    const { sharing } = supervisor.settings
    await sharing?.prepare(peas, this.#stopping.signal)
    const settled = peas.map((pea) => sharing?.settle(pea) ?? pea)
    await control.open(settled.filter(dialsControlPort).map((pea) => pea.control.host))
  }

  async #scale(pod: string, replicas: number): Promise<void> {
    const { supervisor, gatewayPea, replan } = this.#components
    if (replan === undefined) throw noReplan()
    const before = supervisor.plan
    const after = replan(before, pod, replicas)
    const change = { pod, from: countReplicas(before, pod), to: countReplicas(after, pod) }
    if (change.from === change.to) return
    const { signal } = this.#stopping
    await this.#report({ type: 'scaling', ...change }, async () => {
      await this.#prepare(after)
      await applyPlan({ supervisor, gateway: gatewayPea, pod, after, signal })
    })
    supervisor.settings.onEvent({ type: 'scaled', ...change })
  }

  async #restart(pod: string): Promise<void> {
    const { supervisor, gatewayPea } = this.#components
    checkRestart(supervisor.plan, pod)
    const { signal } = this.#stopping
    await this.#report({ type: 'restarting', pod }, () => restartPod({ supervisor, gateway: gatewayPea, pod, signal }))
    supervisor.settings.onEvent({ type: 'restarted', pod })
  }

  /** Says in the status what is being changed. */
  async #report(change: FlowChange, make: () => Promise<void>): Promise<void> {
    this.#change = change
    this.#components.supervisor.settings.onEvent(change)
    try {
      await make()
    } finally {
      this.#change = undefined
    }
  }
}

function countReplicas({ peas }: FlowPlan, pod: string): number {
  return peas.filter((pea) => pea.pod === pod && pea.role === 'replica').length
}

function noReplan(): FlowError {
  return new FlowError('LAUNCH_NO_REPLAN', 'the Flow was started without a function that plans other replicas', {
    hint: 'Start it with scalePlan of @peaflow/flow: startFlow(plan, { launchers, replan: scalePlan })',
  })
}
