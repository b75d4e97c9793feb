import type { OptimizeLevel, Polling, PullPolicy, RestartPolicy, Scheduling } from '@peaflow/core'
import type { FlowOptions } from '../options/flow-options.ts'
import type { ServingOptions } from '../options/serving-options.ts'
import type { Restart } from '../options/shared-options.ts'

/** The settings of every Pod that does not override them. */
export interface SharedSettings {
  readonly replicas: number
  readonly polling: Polling
  readonly concurrency: number
  readonly scheduling: Scheduling
  readonly timeoutReady: number
  readonly timeoutAlive: number
  readonly restart: RestartPolicy
  readonly retries: number
  readonly prefetch?: number | undefined
  readonly pull: PullPolicy
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly envFile?: readonly string[] | undefined
  readonly volumes?: readonly string[] | undefined
  readonly dockerHost?: string | undefined
}

/** The options of a Flow with every default filled in. */
export interface FlowSettings {
  readonly name: string
  readonly optimize: OptimizeLevel
  readonly timeoutRequest: number
  readonly hostname?: string | undefined
  readonly bind?: '0.0.0.0' | undefined
  readonly key?: string | undefined
  /** Absent for CURVE. */
  readonly security?: 'none' | undefined
  readonly workspace?: string | undefined
  /** Where replicas join: a port, or `host:port`. */
  readonly join?: number | string | undefined
  /** The runtime of the Pods that it can run. */
  readonly runtime?: string | undefined
  /** How the Flow is served, without what is the default. */
  readonly serving: ServingOptions
  readonly shared: SharedSettings
}

const RESTART: RestartPolicy = { policy: 'on_failure', window: 60_000 }

/** Defaults of how a Flow is served that are values of the options. */
const SERVING: Readonly<Record<string, unknown>> = { maxBody: 64 * 1_024 ** 2, maxQueue: 1_024 }

const SHARED: SharedSettings = {
  replicas: 1,
  polling: 'any',
  concurrency: 1,
  scheduling: 'load_balance',
  timeoutReady: 30_000,
  timeoutAlive: 5_000,
  restart: RESTART,
  retries: 1,
  pull: 'missing',
}

/** Fills in the defaults of a Flow. */
export function flowSettings(options: FlowOptions): FlowSettings {
  const { name = 'flow', optimize = 'full', timeoutRequest = 60_000, ...rest } = options
  const { http, grpc, cors, hosts, token, tls, maxBody, maxQueue, drain, ...own } = rest
  const { hostname, bind, key, security, workspace, join, runtime, restart, ...shared } = own
  return {
    name,
    optimize,
    timeoutRequest,
    ...(hostname !== undefined && { hostname }),
    ...(bind !== undefined && { bind }),
    ...(key !== undefined && { key }),
    ...(security === 'none' && { security }),
    ...(workspace !== undefined && { workspace }),
    ...(join !== undefined && { join }),
    ...(runtime !== undefined && { runtime }),
    serving: withoutDefaults({ http, grpc, cors, hosts, token, tls, maxBody, maxQueue, drain }),
    // Options that were read hold no `undefined`, so that a spread does not undo a default.
    shared: { ...SHARED, ...(shared as Partial<SharedSettings>), restart: fullRestart(restart) },
  }
}

function withoutDefaults(options: ServingOptions): ServingOptions {
  const isSet = ([name, value]: [string, unknown]) => value !== undefined && value !== SERVING[name]
  return Object.fromEntries(Object.entries(options).filter(isSet))
}

/** A restart policy with every default filled in. */
export function fullRestart(restart: Restart | undefined, fallback: RestartPolicy = RESTART): RestartPolicy {
  if (restart === undefined) return fallback
  if (typeof restart === 'string') return { ...RESTART, policy: restart }
  const { policy = RESTART.policy, max, window = RESTART.window } = restart
  return { policy, ...(max !== undefined && { max }), window }
}
