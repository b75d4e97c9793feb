import type { Executor, Polling, PullPolicy, RestartPolicy, Scheduling } from '@peaflow/core'

/** What a Pod runs: a module path, an executor YAML, a built-in such as `_merge`, or the executor itself. */
export type PodUses = string | Executor

/** When a Pea that exits by itself is started again. */
export type Restart =
  | RestartPolicy['policy']
  | { readonly [Key in keyof RestartPolicy]?: RestartPolicy[Key] | undefined }

/** Options that a Flow may set for all of its Pods; an option of a Pod overrides them. */
export interface SharedOptions {
  /**
   * The number of Peas that run the executor.
   *
   * @defaultValue 1
   */
  readonly replicas?: number | undefined
  /**
   * `any`: one replica gets each message. `all`: every replica gets it, and the tail merges their answers.
   *
   * @defaultValue 'any'
   */
  readonly polling?: Polling | undefined
  /**
   * Calls of the executor that may overlap in one Pea; 1 keeps the order of arrival.
   *
   * @defaultValue 1
   */
  readonly concurrency?: number | undefined
  /**
   * Which replica gets the next message, for polling `any`.
   *
   * @defaultValue 'load_balance'
   */
  readonly scheduling?: Scheduling | undefined
  /**
   * `process`, `thread`, `inline`, `docker`, or the name of a runtime package.
   *
   * @defaultValue 'process'; 'docker' with an image; 'inline' for a function
   */
  readonly runtime?: string | undefined
  /**
   * Milliseconds until a Pea is ready.
   *
   * @defaultValue 30_000
   */
  readonly timeoutReady?: number | undefined
  /**
   * Milliseconds for which a Pea may show no sign of life, because it was stopped, paused, frozen or cut off, until it
   * is replaced.
   *
   * @defaultValue 5_000
   */
  readonly timeoutAlive?: number | undefined
  /**
   * When a Pea that exits by itself is started again: at once, then after growing pauses.
   *
   * @defaultValue on failure, without a limit
   */
  readonly restart?: Restart | undefined
  /**
   * How often a request is sent again when its Pea exits before the answer.
   *
   * @defaultValue 1
   */
  readonly retries?: number | undefined
  /**
   * How many requests a replica may hold at most.
   *
   * @defaultValue adapts to how fast the replica answers
   */
  readonly prefetch?: number | undefined
  /** A folder, in which each replica gets a folder of its own. */
  readonly workspace?: string | undefined
  /**
   * When Docker fetches the image.
   *
   * @defaultValue 'missing'
   */
  readonly pull?: PullPolicy | undefined
  /** Variables of the environment, in a process or a container. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Files with variables of the environment, by Docker Compose's grammar; those of `env` and of later files win. */
  readonly envFile?: string | readonly string[] | undefined
  /** Mounts of the container: `source:target[:ro]`. */
  readonly volumes?: readonly string[] | undefined
  /**
   * The Docker Engine that runs the container: `tcp://…`, `ssh://…`, `context://name` or `unix://…`; `{host}` in it
   * stands for the `host` of each replica.
   *
   * @defaultValue 'ssh://{host}'; on this machine the Engine of the `docker` command
   */
  readonly dockerHost?: string | undefined
}

/** The options of a Pod. */
export interface PodOptions extends SharedOptions {
  /**
   * Letters, digits, `_` and `-`, beginning with a letter or `_`.
   *
   * @defaultValue 'pod0', 'pod1', …
   */
  readonly name?: string | undefined
  /**
   * The Pods whose answers this one takes; `gateway` is where data enters.
   *
   * @defaultValue the Pod added last
   */
  readonly needs?: string | readonly string[] | undefined
  /** The same as `needs`. */
  readonly recvFrom?: string | readonly string[] | undefined
  /** The same as `needs`. */
  readonly recv_from?: string | readonly string[] | undefined
  /** The Pods that take this one's answers; with `gateway`, the answer of this Pod is the Flow's. */
  readonly sendTo?: string | readonly string[] | undefined
  /** The same as `sendTo`. */
  readonly send_to?: string | readonly string[] | undefined
  /**
   * The executor.
   *
   * @defaultValue '_pass'
   */
  readonly uses?: PodUses | undefined
  /** Arguments for the executor: plain data. */
  readonly with?: Readonly<Record<string, unknown>> | undefined
  /** An executor for the head, before messages are distributed to the replicas. */
  readonly usesBefore?: PodUses | undefined
  /** An executor for the tail, after the answers are collected. */
  readonly usesAfter?: PodUses | undefined
  /** The container image of every replica; head and tail stay outside. */
  readonly image?: string | undefined
  /**
   * A folder with a Dockerfile, from which the Engine builds the image before the start.
   *
   * @defaultValue the image is not built; with `build` alone, `image` is `peaflow-build/` and the path
   */
  readonly build?: string | undefined
  /** Replaces the entrypoint of the image; a string is split at its spaces. */
  readonly entrypoint?: string | readonly string[] | undefined
  /** The GPUs of the container: `all`, or how many. */
  readonly gpus?: 'all' | number | undefined
  /** Raw fields for the Engine's create call; they override other options. */
  readonly docker?: Readonly<Record<string, unknown>> | undefined
  /** Bytes of memory that the container may take. */
  readonly memory?: number | undefined
  /** CPUs that the container may take; a fraction is fine. */
  readonly cpus?: number | undefined
  /**
   * The user that the container runs as: `uid` or `uid:gid`.
   *
   * @defaultValue the user who starts the Flow
   */
  readonly user?: string | undefined
  /**
   * The machine the Pod runs on, as an IP or DNS name; several spread its replicas.
   *
   * @defaultValue this machine
   */
  readonly host?: string | readonly string[] | undefined
  /**
   * The Pod already runs there; Peaflow only dials it.
   *
   * @defaultValue false
   */
  readonly external?: boolean | undefined
  /** The port on which data arrives, set by hand; further edges and replicas there count up from it. */
  readonly portIn?: number | undefined
  /** The port on which results leave, set by hand; further edges and replicas there count up from it. */
  readonly portOut?: number | undefined
  /** The control port of an external Pod; further replicas there count up from it. */
  readonly portControl?: number | undefined
  /** The host that the Pod dials for its data, set by hand. */
  readonly hostIn?: string | undefined
  /** The host that the Pod dials with its results, set by hand. */
  readonly hostOut?: string | undefined
  /**
   * Milliseconds a call of this Pod's executor may take.
   *
   * @defaultValue the time that the request has left
   */
  readonly timeoutRequest?: number | undefined
}

/** The options of a join: those of a Pod, except which Pods it needs. */
export type JoinOptions = Omit<PodOptions, 'needs' | 'recvFrom' | 'recv_from'>
