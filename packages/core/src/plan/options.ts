/** How the Peas of a Pod share its messages: one replica gets each, or every one. */
export type PollingMode = 'any' | 'all'

/** One polling for every endpoint, or one by endpoint (`{ '/index': 'any', default: 'all' }`). */
export type Polling = PollingMode | Readonly<Record<string, PollingMode>>

/** Which replica gets the next message, for polling `any`. */
export type Scheduling = 'load_balance' | 'round_robin'

/** How much of what is not needed a build drops. */
export type OptimizeLevel = 'none' | 'ignore_gateway' | 'full'

/** When Docker fetches an image. */
export type PullPolicy = 'missing' | 'always' | 'never'

/** An executor by name: module path, executor YAML or built-in; or a function, which is handed over beside the plan. */
export type Uses = string | { readonly inline: string }

/** When a Pea that ended by itself is started again. */
export interface RestartPolicy {
  readonly policy: 'on_failure' | 'never'
  /** How often, within `window`. */
  readonly max: number
  /** Milliseconds. */
  readonly window: number
}

/** How a container runs; only launchers of containers read it. */
export interface ContainerOptions {
  readonly entrypoint?: readonly string[] | undefined
  /** `source:target[:ro]`; a relative source is relative to the flow file. */
  readonly volumes?: readonly string[] | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** `all`, or how many. */
  readonly gpus?: 'all' | number | undefined
  readonly pull?: PullPolicy | undefined
  /**
   * The Engine's address: `tcp://…`, `ssh://…`, `context://name` or `unix://…`.
   *
   * @defaultValue that of the `docker` command
   */
  readonly dockerHost?: string | undefined
  /** Raw fields for the Engine's create call; they win. */
  readonly docker?: Readonly<Record<string, unknown>> | undefined
  /** Bytes. */
  readonly memory?: number | undefined
  readonly cpus?: number | undefined
  readonly user?: string | undefined
}
