import {
  CONTAINER_HOST,
  type ControlPlan,
  type FlowPlanOptions,
  type LinkEnd,
  machineOf,
  resolveHost,
} from '@peaflow/core'
import type { PortChoice } from './edge-ports.ts'
import type { PeaDraft } from './pea-draft.ts'

type ControlDraft = { -readonly [Key in keyof ControlPlan]: ControlPlan[Key] }

/** The ends of the control channel: the Flow's one socket, which its Peas dial, and those of external Peas. */
export class ControlEnds {
  readonly #flow: LinkEnd
  // Peas that dial the same host share one row.
  readonly #dialled = new Map<string, ControlDraft>()
  readonly #opened = new Map<string, ControlDraft>()
  #remote = false

  constructor(hostname: string | undefined) {
    this.#flow = { name: 'flow', host: null, hostname }
  }

  /** How a Pea reaches the Flow. Its port is known after {@link ControlEnds.settle}. */
  of(end: LinkEnd): ControlPlan {
    if (end.external === true) {
      const plan: ControlDraft = { mode: 'BIND', host: resolveHost({ bind: end, connect: this.#flow }), port: 0 }
      this.#opened.set(end.name, plan)
      return plan
    }
    if (machineOf(end) !== null) this.#remote = true
    const host = resolveHost({ bind: this.#flow, connect: end })
    const plan = this.#dialled.get(host) ?? { mode: 'CONNECT', host, port: 0 }
    this.#dialled.set(host, plan)
    return plan
  }

  /** Assigns each end its port, once the sockets for data have theirs. */
  settle(peas: Iterable<PeaDraft>, { ports, taken, bind }: PortChoice): FlowPlanOptions['control'] {
    for (const { end, ordinal, pod } of peas) {
      const plan = this.#opened.get(end.name)
      if (plan === undefined) continue
      const machine = machineOf(end)
      const { portControl } = pod.settings
      plan.port =
        portControl === undefined ? ports({ machine, pea: end.name, socket: () => 'control' }) : portControl + ordinal
      taken.add({ machine, port: plan.port }, { pea: end.name, socket: 'control' })
    }
    const port = ports({ machine: null, pea: 'flow', socket: () => 'control' })
    for (const plan of this.#dialled.values()) plan.port = port
    if (bind !== undefined || this.#remote) return { port, host: '0.0.0.0' }
    return this.#dialled.has(CONTAINER_HOST) ? { port, bridge: true, host: '127.0.0.1' } : { port, host: '127.0.0.1' }
  }
}
