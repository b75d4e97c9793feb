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

type Settling = { -readonly [Key in keyof ControlPlan]: ControlPlan[Key] }

/** The ends of the control channel: the Flow's one socket, which its Peas dial, and those of external Peas. */
export class ControlEnds {
  readonly #flow: LinkEnd
  // Peas that dial the same host share one row.
  readonly #dialled = new Map<string, Settling>()
  readonly #opened = new Map<string, Settling>()
  #remote = false

  constructor(hostname: string | undefined) {
    this.#flow = { name: 'flow', host: null, hostname }
  }

  /** How a Pea reaches the Flow; its port is known after {@link ControlEnds.settle}. */
  of(site: LinkEnd): ControlPlan {
    if (site.external === true) {
      const end: Settling = { mode: 'BIND', host: resolveHost({ bind: site, connect: this.#flow }), port: 0 }
      this.#opened.set(site.name, end)
      return end
    }
    if (machineOf(site) !== null) this.#remote = true
    const host = resolveHost({ bind: this.#flow, connect: site })
    const end = this.#dialled.get(host) ?? { mode: 'CONNECT', host, port: 0 }
    this.#dialled.set(host, end)
    return end
  }

  /** Gives each end its port, once the sockets for data have theirs. */
  settle(peas: Iterable<PeaDraft>, { ports, taken, bind }: PortChoice): FlowPlanOptions['control'] {
    for (const { site, rank, pod } of peas) {
      const end = this.#opened.get(site.name)
      if (end === undefined) continue
      const machine = machineOf(site)
      const { portControl } = pod.settings
      end.port =
        portControl === undefined ? ports({ machine, pea: site.name, socket: () => 'control' }) : portControl + rank
      taken.add({ machine, port: end.port }, { pea: site.name, socket: 'control' })
    }
    const port = ports({ machine: null, pea: 'flow', socket: () => 'control' })
    for (const end of this.#dialled.values()) end.port = port
    if (bind !== undefined || this.#remote) return { port, host: '0.0.0.0' }
    return this.#dialled.has(CONTAINER_HOST) ? { port, bridge: true, host: '127.0.0.1' } : { port, host: '127.0.0.1' }
  }
}
