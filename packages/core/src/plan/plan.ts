import type { LinkPlan } from '../topology/link.ts'
import type { SocketMode, SocketPlan } from '../topology/socket.ts'
import type { BatchPlan, ContainerOptions, OptimizeLevel, Polling, RestartPolicy, Scheduling, Uses } from './options.ts'

/**
 * The role of a Pea in its Pod. A `replica` calls the executor, a `head` distributes messages to the replicas, a `tail`
 * collects their answers; the `gateway` is where documents enter and leave the Flow.
 */
export type PeaRole = 'replica' | 'head' | 'tail' | 'gateway'

/** A socket on which messages arrive. */
export interface InputPlan extends SocketPlan {
  /** The Pod that sends them, the last of a group; the Pea's own Pod between head, replicas and tail. */
  readonly from: string
  /** The position of the sending Pod in `needs`; 0 inside a Pod. */
  readonly edge: number
}

/** A socket on which messages leave. Outputs with the same `to` and `edge` are one edge, which shares its messages. */
export interface OutputPlan extends SocketPlan {
  /** The Pod that receives them, the first of a group; the Pea's own Pod between head, replicas and tail. */
  readonly to: string
  /** The position of this edge in the `needs` of the receiving Pod; 0 inside a Pod. */
  readonly edge: number
  /** How messages are distributed over the peers. */
  readonly polling: Polling
  readonly scheduling: Scheduling
  /** Milliseconds that a call of a receiving Pea may take; `undefined` where no executor of the user runs. */
  readonly timeoutCall?: number | undefined
  /** The Pods of a group that the receiving Peas run. */
  readonly pods?: readonly string[] | undefined
  /** How often a message is sent again after a Pea died during the call for it. */
  readonly retries: number
}

/** What a Pea runs for one of the Pods of its group. */
export interface StagePlan {
  readonly pod: string
  readonly uses: Uses
  /** The arguments of the executor. */
  readonly with: Readonly<Record<string, unknown>>
  /** The interpreter of a Python executor: a path, a name on `PATH`, or the folder of a virtual environment. */
  readonly python?: string | undefined
  /** How many calls of the executor may overlap. */
  readonly concurrency: number
  /** Milliseconds that a call of the executor may take. */
  readonly timeoutRequest?: number | undefined
  /** Path of a folder that belongs to this replica of the Pod alone and survives restarts. */
  readonly workspace?: string | undefined
}

/** Everything about one Pea that is known before the start. */
export interface PeaPlan {
  /** `encode/0`, `encode/head`, `encode/tail` or `gateway`. */
  readonly id: string
  readonly pod: string
  readonly role: PeaRole
  /** The number of the replica, from 0; 0 for head, tail and gateway. */
  readonly replicaId: number
  /** The number of replicas of the Pod. */
  readonly replicas: number
  /** The name of its launcher. */
  readonly runtime: string
  readonly image?: string | undefined
  /** The machine, as an IP address or DNS name; `null` is the machine of the Flow, and `CLUSTER_HOST` a Kubernetes cluster. */
  readonly host: string | null
  /** The address that other machines dial to reach that of the Pea. */
  readonly hostname?: string | undefined
  /** The Pea is started by hand; the Flow only connects to it. */
  readonly external?: true | undefined
  /** The number of messages that make up one request: one per edge, or one per shard after `polling: all`. */
  readonly expects: number
  readonly uses: Uses
  /** The arguments of the executor. */
  readonly with: Readonly<Record<string, unknown>>
  /**
   * The Pods of a group, which the Pea runs one after another. It is named after the first of them, whose executor `uses`,
   * `with`, `concurrency` and `workspace` describe. Absent for a Pea that runs one Pod.
   */
  readonly stages?: readonly StagePlan[] | undefined
  /**
   * The interpreter of a Python executor: a path, a name on `PATH`, or the folder of a virtual environment.
   *
   * @defaultValue that of a virtual environment, or `python3`
   */
  readonly python?: string | undefined
  /** How many calls of the executor may overlap. */
  readonly concurrency: number
  /**
   * The documents of several requests go to the executor in one call.
   *
   * @defaultValue one call for each request
   */
  readonly batch?: BatchPlan | undefined
  /**
   * The maximum number of requests that the Pea holds.
   *
   * @defaultValue follows how fast the Pea answers
   */
  readonly prefetch?: number | undefined
  /** It gets all pieces of a streamed answer together, as one message. Peas that join messages do so anyway. */
  readonly collect?: true | undefined
  /** Milliseconds from launch until the Pea must be ready. */
  readonly timeoutReady: number
  /** Milliseconds for which the Pea may show no sign of life until it is replaced. */
  readonly timeoutAlive: number
  /** Milliseconds that a call of the executor may take; absent for a Pea with `stages`, each of which has its own. */
  readonly timeoutRequest?: number | undefined
  readonly restart: RestartPolicy
  /** Path of a folder that belongs to this replica alone and survives restarts. */
  readonly workspace?: string | undefined
  /**
   * Variables of its environment, for runtimes that give a Pea a process of its own; those of a container are in
   * `container`. They are not among the arguments of the Pea, which every user of the machine can read.
   */
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly container?: ContainerOptions | undefined
  /** The Pod is a side branch: its answers are not part of the answer of the Flow. */
  readonly side?: true | undefined
  readonly inputs: readonly InputPlan[]
  readonly outputs: readonly OutputPlan[]
  /** The Pea's end of the control channel. An external Pea binds it, all others connect. */
  readonly control: ControlPlan
}

/** One end of the control channel. */
export interface ControlPlan {
  readonly mode: SocketMode
  readonly host: string
  readonly port: number
  /** The Unix socket that is dialled instead, as an absolute path. No plan has it: it is chosen at the start. */
  readonly path?: string | undefined
}

/** The replicas of a Pod that come by `peaflow join`. */
export interface JoinedPlan {
  /** How many have to be there until the Flow is ready. */
  readonly min: number
  /** How many there may be. */
  readonly max: number
  /**
   * What each of them is, in the place of the first: the others differ in their number. It dials its head and its tail at
   * the host at which it has found the Flow.
   */
  readonly replica: PeaPlan
}

/** One Pod of a plan. */
export interface PodPlan {
  readonly name: string
  /** The Pods whose answers it receives. The only entry of the gateway is the Pod that answers for the Flow. */
  readonly needs: readonly string[]
  /** The ids of its Peas: head, replicas, tail. The Pods of a group have the same. */
  readonly peas: readonly string[]
  /** The resolved options of the Pod, from which `scalePlan` plans a different number of replicas. */
  readonly options: Readonly<Record<string, unknown>>
  /** The replicas of the Pod come by `peaflow join`; nobody launches them, and none is among the `peas` of the plan. */
  readonly joined?: JoinedPlan | undefined
}

/** A built Flow: every Pea, socket, host and port. Plain JSON data. */
export interface FlowPlan {
  /** The name of the Flow. */
  readonly flow: string
  readonly optimize: OptimizeLevel
  /** In the order of the Flow; the gateway is the last. */
  readonly pods: readonly PodPlan[]
  readonly peas: readonly PeaPlan[]
  readonly links: readonly LinkPlan[]
  /** The resolved options of the Flow itself. */
  readonly options: FlowPlanOptions
}

/** The options of a whole Flow, as opposed to those of its Pods. */
export interface FlowPlanOptions {
  /** Milliseconds until every Pea must be ready. */
  readonly timeoutReady: number
  /** Milliseconds that a request may take from the gateway and back. */
  readonly timeoutRequest: number
  /** The address that other machines dial to reach this one. */
  readonly hostname?: string | undefined
  /** `0.0.0.0`: every BIND end listens on all interfaces (the rule of JEP 2). */
  readonly bind?: '0.0.0.0' | undefined
  /** The path of the file that holds the key of the Flow. */
  readonly key?: string | undefined
  /** What is sent over TCP is not encrypted. */
  readonly security?: 'none' | undefined
  readonly workspace?: string | undefined
  /**
   * Where replicas that come by `peaflow join` find the Flow. The ports after it belong to the heads and tails of their
   * Pods, in the order of the plan.
   */
  readonly join?: { readonly host: string; readonly port: number } | undefined
  /** The control socket of the Flow, which every Pea except an external one dials. */
  readonly control: { readonly port: number; readonly bridge?: true | undefined; readonly host: string }
}
