import { type Document, FlowError, type FlowPlan, type StopOptions } from '@peaflow/core'
import type { FlowResult, Gateway, RequestOptions, StreamOptions } from '@peaflow/pea'
import { within } from '../async/deferred.ts'
import type { ControlServer } from '../control/server.ts'
import type { Replan } from '../launch/options.ts'
import { notReady } from '../supervise/start-error.ts'
import type { Member } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import type { RunningFlow } from './running-flow.ts'
import { applyPlan } from './scale.ts'
import { askStatus, type FlowStatus } from './status.ts'
import { stopFlow } from './stop.ts'
import { isStopping } from './stopping.ts'

/** What a Flow that is up consists of. */
export interface FlowParts {
  readonly supervisor: Supervisor
  readonly control: ControlServer
  readonly gateway: Gateway
  /** The gateway as one of the Peas. */
  readonly gatewayMember: Member
  readonly replan: Replan | undefined
}

/** A Flow that is up, or is being stopped. */
export class FlowRun implements RunningFlow {
  readonly stopped: Promise<void>
  readonly #parts: FlowParts
  readonly #stopping = new AbortController()
  readonly #insisting = new AbortController()
  #settle: () => void = () => {}
  /** Requests that somebody waits for; they need not have left the gateway. */
  readonly #asked = new Set<Promise<unknown>>()
  /** One change at a time. */
  #change: Promise<unknown> = Promise.resolve()
  #stop: Promise<void> | undefined
  #grace = Number.POSITIVE_INFINITY
  #insist: NodeJS.Timeout | undefined

  constructor(parts: FlowParts) {
    this.#parts = parts
    this.stopped = new Promise((resolve) => {
      this.#settle = resolve
    })
    // Nothing gets in or out any more if its links fail.
    void parts.gateway.ended.then(() => this.#stop ?? this.stop({ grace: 0 }))
  }

  get plan(): FlowPlan {
    return this.#parts.supervisor.plan
  }

  /** Resolves when every Pea is ready; rejects when one cannot be. */
  async ready(): Promise<void> {
    const { gatewayMember, supervisor } = this.#parts
    const others = [...supervisor.members.values()].filter((member) => member !== gatewayMember)
    await Promise.all(others.map(({ ready }) => ready.promise))
    // It is ready with its neighbours, unless something is very wrong, or they were stopped before they told it.
    await within(Promise.race([gatewayMember.ready.promise, this.stopped]), gatewayMember.plan.timeoutReady)
    if (!gatewayMember.wasReady) throw notReady([gatewayMember])
  }

  /** The Peas that should have been ready by now, and never were. */
  get late(): readonly Member[] {
    const members = [...this.#parts.supervisor.members.values()]
    return members.filter(({ wasReady, readyBy }) => !wasReady && readyBy <= performance.now())
  }

  stream(
    endpoint: string,
    documents: Iterable<Document> | AsyncIterable<Document>,
    options?: StreamOptions,
  ): AsyncIterable<FlowResult> {
    return this.#parts.gateway.stream(endpoint, documents, options)
  }

  request(endpoint: string, documents: readonly Document[], options?: RequestOptions): Promise<Document[]> {
    const answer = this.#parts.gateway.request(endpoint, documents, options)
    const settled = Promise.allSettled([answer])
    this.#asked.add(settled)
    void settled.then(() => this.#asked.delete(settled))
    return answer
  }

  scale(pod: string, replicas: number): Promise<void> {
    const scaled = this.#change.then(() => this.#scale(pod, replicas))
    this.#change = scaled.catch(() => {})
    return scaled
  }

  status(): Promise<FlowStatus> {
    return askStatus(this.#parts)
  }

  stop({ grace = 5_000 }: StopOptions = {}): Promise<void> {
    this.#stopping.abort()
    if (grace === 0) this.#insisting.abort()
    else if (this.#stop !== undefined && grace < this.#grace) this.#insistIn(grace)
    this.#grace = Math.min(grace, this.#grace)
    this.#stop ??= this.#stopAll(grace)
    return this.#stop
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #insistIn(grace: number): void {
    clearTimeout(this.#insist)
    this.#insist = setTimeout(() => this.#insisting.abort(), grace)
  }

  async #stopAll(grace: number): Promise<void> {
    await this.#change
    await stopFlow(this.#parts, { grace, insist: this.#insisting.signal, asked: Promise.all(this.#asked) })
    clearTimeout(this.#insist)
    this.#settle()
  }

  async #scale(pod: string, replicas: number): Promise<void> {
    const { supervisor, gatewayMember, replan } = this.#parts
    if (replan === undefined) throw noReplan()
    if (this.#stopping.signal.aborted) throw isStopping()
    const before = supervisor.plan
    const after = replan(before, pod, replicas)
    const [from, to] = [before, after].map((plan) => countReplicas(plan, pod)) as [number, number]
    if (from === to) return
    await applyPlan({ supervisor, gateway: gatewayMember, after, signal: this.#stopping.signal })
    supervisor.settings.onEvent({ type: 'scaled', pod, from, to })
  }
}

function countReplicas({ peas }: FlowPlan, pod: string): number {
  return peas.filter((pea) => pea.pod === pod && pea.role === 'replica').length
}

function noReplan(): FlowError {
  return new FlowError('LAUNCH_NO_REPLAN', 'the Flow was started without a way to plan another number of replicas', {
    hint: 'Start it with scalePlan of @peaflow/flow: startFlow(plan, { launchers, replan: scalePlan })',
  })
}
