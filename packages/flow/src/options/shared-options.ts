import type { Polling, PullPolicy, RestartPolicy, Scheduling } from '@peaflow/core'

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
   * `process`, `thread`, `inline`, `docker`, `kubernetes`, or the name of a runtime package.
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
