import type { SocketMode } from '../topology/socket.ts'
import type { ContainerOptions, OptimizeLevel, Polling, RestartPolicy, Scheduling, Uses } from './options.ts'

/** What a Pea does in its Pod: does the work, deals out, gathers, or is the gateway. */
export type PeaRole = 'replica' | 'head' | 'tail' | 'gateway'

/** One ZeroMQ socket of a Pea. A BIND end is a ROUTER, a CONNECT end a DEALER: each has a way back for credit. */
export interface SocketPlan {
  readonly pattern: 'ROUTER' | 'DEALER'
  readonly mode: SocketMode
  /**
   * BIND: the interface of its machine it opens (`127.0.0.1` or `0.0.0.0`); a container opens all of its own, and
   * publishes the port there. CONNECT: what it dials, by JEP 2's table.
   */
  readonly host: string
  /** The port in the plan. In a launched Pea 0 means: any free one (BIND), told by the Flow (CONNECT). */
  readonly port: number
  /** The port was given by hand, so it never moves. */
  readonly fixed?: true | undefined
  /** BIND: also on the gateway address of the Docker bridge, because a container dials. */
  readonly bridge?: true | undefined
  /** The ids of the Peas at the other end. A DEALER has exactly one. */
  readonly peers: readonly string[]
}

/** A socket by which parts of requests arrive. */
export interface InputPlan extends SocketPlan {
  /** The Pod they come from; the Pea's own Pod between head, replicas and tail. */
  readonly from: string
  /** Which of the edges into this Pea: the position in `needs`; 0 inside a Pod. */
  readonly edge: number
}

/** A socket by which results leave. Outputs with the same `to` and `edge` are one edge: parts are dealt out over them. */
export interface OutputPlan extends SocketPlan {
  /** The Pod they go to; the Pea's own Pod between head, replicas and tail. */
  readonly to: string
  /** Which of the edges into the Pea at the other end this is. */
  readonly edge: number
  /** How the peers share what is dealt out. */
  readonly polling: Polling
  readonly scheduling: Scheduling
  /** Milliseconds a call of the Peas dealt to may take; nothing where no executor of the user's runs. */
  readonly timeoutCall?: number | undefined
  /** How often a request whose call was running when its Pea died is given again. */
  readonly retries: number
}

/** Everything about one Pea that a build can know. */
export interface PeaPlan {
  /** `encode/0`, `encode/head`, `encode/tail` or `gateway`. */
  readonly id: string
  readonly pod: string
  readonly role: PeaRole
  /** Its number among the replicas; 0 for head, tail and gateway. */
  readonly replicaId: number
  /** How many replicas the Pod has. */
  readonly replicas: number
  readonly runtime: string
  readonly image?: string | undefined
  readonly host: string | null
  /** What others dial to reach its machine. */
  readonly hostname?: string | undefined
  readonly external?: true | undefined
  /** Parts to wait for, per request: one for each edge, or for each shard after `polling: all`. */
  readonly expects: number
  readonly uses: Uses
  readonly with: Readonly<Record<string, unknown>>
  readonly concurrency: number
  /** The most requests it may hold; by default that follows how fast it answers. */
  readonly prefetch?: number | undefined
  /** Milliseconds. */
  readonly timeoutReady: number
  /** Milliseconds a call of its executor may take. */
  readonly timeoutRequest?: number | undefined
  readonly restart: RestartPolicy
  readonly workspace?: string | undefined
  readonly container?: ContainerOptions | undefined
  /** The Pod is a side branch: nobody waits for its answer. */
  readonly side?: true | undefined
  readonly inputs: readonly InputPlan[]
  readonly outputs: readonly OutputPlan[]
  /** How it reaches the Flow; an external Pea binds it. */
  readonly control: ControlPlan
}

/** One end of the control channel. */
export interface ControlPlan {
  readonly mode: SocketMode
  readonly host: string
  readonly port: number
}

/** One Pod of a plan, in the order of the Flow; the gateway is the last. */
export interface PodPlan {
  readonly name: string
  /** Whose answers it takes; the gateway's one is the Pod whose answer is the Flow's. */
  readonly needs: readonly string[]
  /** The ids of its Peas. */
  readonly peas: readonly string[]
  /** The Pod's options as the Flow resolved them: what a new number of replicas is planned from. */
  readonly options: Readonly<Record<string, unknown>>
}

/** One pair of Peas that exchange data. */
export interface LinkPlan {
  readonly from: string
  readonly to: string
  /** The id of the Pea that opens the port. */
  readonly bind: string
  /** The id of the Pea that dials it. */
  readonly connect: string
  /** `tcp://host:port`, as the CONNECT end dials it. */
  readonly address: string
}

/** A built Flow: every Pea, socket, host and port. Plain JSON data. */
export interface FlowPlan {
  readonly flow: string
  readonly optimize: OptimizeLevel
  readonly pods: readonly PodPlan[]
  readonly peas: readonly PeaPlan[]
  readonly links: readonly LinkPlan[]
  /** The Flow's own options, resolved. */
  readonly options: FlowPlanOptions
}

/** What holds for the whole of a built Flow. */
export interface FlowPlanOptions {
  /** Milliseconds until every Pea is ready. */
  readonly timeoutReady: number
  /** Milliseconds a request may take from the gateway and back. */
  readonly timeoutRequest: number
  /** What other machines dial to reach this one. */
  readonly hostname?: string | undefined
  /** `0.0.0.0`: every BIND end opens its port on all interfaces (JEP 2's rule). */
  readonly bind?: '0.0.0.0' | undefined
  readonly workspace?: string | undefined
  /** The flow control socket, which every Pea of this machine and every container dials. */
  readonly control: { readonly port: number; readonly bridge?: true | undefined; readonly host: string }
}
