/** Whether each message goes to any one replica of a Pod or to all of them. */
export type PollingMode = 'any' | 'all'

/** One mode for all endpoints, or one per endpoint: `{ '/index': 'any', default: 'all' }`. */
export type Polling = PollingMode | Readonly<Record<string, PollingMode>>

/** How polling `any` picks the replica for the next message. */
export type Scheduling = 'load_balance' | 'round_robin'

/** Which unnecessary heads and tails a build drops. */
export type OptimizeLevel = 'none' | 'ignore_gateway' | 'full'

/** When Docker fetches an image. */
export type PullPolicy = 'missing' | 'always' | 'never'

/**
 * An executor: a module path, an executor YAML or a built-in. `inline` names the Pod whose executor is a function; the
 * function itself is passed to the start, not stored in the plan. `exec` is any other program.
 */
export type Uses = string | { readonly inline: string } | { readonly exec: ExecPlan }

/** How a program in any language talks to its Pea: in the frames of the executor protocol, or in lines of JSON. */
export type ExecProtocol = 'frames' | 'lines'

/** A program that is the executor. */
export interface ExecPlan {
  /**
   * The program and its arguments. A program with a slash is a path, relative to the folder of the flow file; any other is
   * looked for on `PATH`.
   */
  readonly command: readonly string[]
  readonly protocol: ExecProtocol
  /**
   * The folder it runs in, relative to that of the flow file.
   *
   * @defaultValue the folder of the flow file
   */
  readonly cwd?: string | undefined
}

/** How many documents of how many requests go to the executor in one call. */
export interface BatchPlan {
  /** The maximum number of documents in one call. */
  readonly documents: number
  /** Milliseconds that a request may wait for others to share its call; 0 takes only what has already arrived. */
  readonly within: number
}

/** When a Pea that exited by itself is started again. */
export interface RestartPolicy {
  readonly policy: 'on_failure' | 'never'
  /**
   * The maximum number of restarts within `window`.
   *
   * @defaultValue no limit
   */
  readonly max?: number | undefined
  /** Milliseconds. */
  readonly window: number
}

/** How a container runs; only container launchers read it. */
export interface ContainerOptions {
  /** A folder with a Dockerfile, from which the image is built before the start; a relative path starts from that of the flow file. */
  readonly build?: string | undefined
  /** Replaces the entrypoint of the image. */
  readonly entrypoint?: readonly string[] | undefined
  /** `source:target[:ro]`; a relative source starts from the folder of the flow file. */
  readonly volumes?: readonly string[] | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** The number of GPUs, or `all`. */
  readonly gpus?: 'all' | number | undefined
  readonly pull?: PullPolicy | undefined
  /**
   * The address of the Docker Engine: `tcp://…`, `ssh://…`, `context://name` or `unix://…`.
   *
   * @defaultValue the Engine that the `docker` command uses
   */
  readonly dockerHost?: string | undefined
  /** Raw fields for the Engine's create call; they override all other options. */
  readonly docker?: Readonly<Record<string, unknown>> | undefined
  /** The memory limit in bytes. */
  readonly memory?: number | undefined
  /** The CPU limit; may be fractional. */
  readonly cpus?: number | undefined
  /** A user name or id, or `user:group`. */
  readonly user?: string | undefined
}
