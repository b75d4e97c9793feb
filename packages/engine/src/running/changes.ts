import { type FlowPlan, namesakes } from '@peaflow/core'
import type { ControlServer } from '../control/server.ts'
import type { Replan } from '../launch/options.ts'
import { adoptPod } from '../plan/adopt-pod.ts'
import { dialsControlPort } from '../plan/settle.ts'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { checkRestart, restartPod } from './restart.ts'
import { applyPlan, countReplicas, noReplan } from './scale.ts'
import type { FlowChange } from './status.ts'
import { isStopping } from './stopping.ts'

/** What a change acts on. */
export interface ChangeableFlow {
  readonly supervisor: Supervisor
  readonly gatewayPea: SupervisedPea
  readonly control: Pick<ControlServer, 'open'>
  /** Plans another number of replicas; `undefined` if nobody can. */
  readonly replan: Replan | undefined
}

/** The changes of a running Flow: made one after another, in the order in which they were asked for. */
export class Changes {
  /** The one that is being made. */
  current: FlowChange | undefined
  /** Settles after the one that was asked for last. */
  made: Promise<unknown> = Promise.resolve()
  readonly #components: ChangeableFlow
  readonly #stopping: AbortSignal

  /** @param stopping - aborts once the Flow stops: no further change is begun */
  constructor(components: ChangeableFlow, stopping: AbortSignal) {
    this.#components = components
    this.#stopping = stopping
  }

  scale(pod: string, replicas: number): Promise<void> {
    return this.#enqueue(() => this.#scale(pod, replicas))
  }

  restart(pod: string, plan?: FlowPlan): Promise<void> {
    return this.#enqueue(() => this.#restart(pod, plan))
  }

  /** Makes a change after those that were asked for before. */
  #enqueue(change: () => Promise<void>): Promise<void> {
    const changed = this.made.then(() => {
      if (this.#stopping.aborted) throw isStopping()
      return change()
    })
    this.made = changed.catch(() => {})
    return changed
  }

  /** Makes the folders, and opens the ports, that the Peas of another plan need. */
  async #prepare({ peas }: FlowPlan): Promise<void> {
    const { control, supervisor } = this.#components
    const { sharing } = supervisor.settings
    await sharing?.prepare(peas, this.#stopping)
    const settled = peas.map((pea) => sharing?.settle(pea) ?? pea)
    await control.open(settled.filter(dialsControlPort).map((pea) => pea.control.host))
  }

  async #scale(pod: string, replicas: number): Promise<void> {
    const { supervisor, gatewayPea, replan } = this.#components
    if (replan === undefined) throw noReplan()
    const before = supervisor.planned
    const after = replan(before, pod, replicas)
    const first = namesakes(before).get(pod) ?? pod
    const change = { pod, from: countReplicas(before, first), to: countReplicas(after, first) }
    if (change.from === change.to) return
    await this.#report({ type: 'scaling', ...change }, async () => {
      await this.#prepare(after)
      await applyPlan({ supervisor, gateway: gatewayPea, pod: first, after, signal: this.#stopping })
    })
    supervisor.settings.onEvent({ type: 'scaled', ...change })
  }

  async #restart(pod: string, plan: FlowPlan | undefined): Promise<void> {
    const { supervisor, gatewayPea } = this.#components
    checkRestart(supervisor.plan, pod)
    const after = plan && adoptPod({ before: supervisor.planned, after: plan }, pod)
    await this.#report({ type: 'restarting', pod }, () => {
      if (after !== undefined) supervisor.adopt(after)
      return restartPod({ supervisor, gateway: gatewayPea, pod, signal: this.#stopping })
    })
    supervisor.settings.onEvent({ type: 'restarted', pod })
  }

  /** Says in the status what is being changed. */
  async #report(change: FlowChange, make: () => Promise<void>): Promise<void> {
    this.current = change
    this.#components.supervisor.settings.onEvent(change)
    try {
      await make()
    } finally {
      this.current = undefined
    }
  }
}
