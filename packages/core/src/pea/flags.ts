import type { ContainerOptions, ExecPlan, RestartPolicy } from '../plan/options.ts'
import type { InputPlan, OutputPlan, PeaRole, StagePlan } from '../plan/plan.ts'
import type { SocketMode } from '../topology/socket.ts'

/** A `PeaSpec` as flags of `peaflow pea`: one field per flag. */
export interface PeaFlags {
  readonly name: string
  readonly role: PeaRole
  readonly replicaId: number
  readonly replicas: number
  readonly id?: string | undefined
  readonly uses: string
  readonly usesInline?: string | undefined
  readonly exec?: ExecPlan | undefined
  readonly python?: string | undefined
  readonly with: Readonly<Record<string, unknown>>
  readonly stage: readonly StagePlan[]
  readonly concurrency: number
  readonly batch?: number | undefined
  readonly batchWithin?: number | undefined
  readonly prefetch?: number | undefined
  readonly collect: boolean
  readonly expects: number
  readonly input: readonly InputPlan[]
  readonly output: readonly OutputPlan[]
  readonly control: Address
  readonly controlMode?: SocketMode | undefined
  readonly controlPath?: string | undefined
  readonly host?: string | undefined
  readonly hostname?: string | undefined
  readonly remote: boolean
  readonly external: boolean
  readonly sideBranch: boolean
  readonly runtime: string
  readonly image?: string | undefined
  readonly container?: ContainerOptions | undefined
  readonly timeoutReady: number
  readonly timeoutAlive: number
  readonly timeoutRequest?: number | undefined
  readonly restart: RestartPolicy['policy']
  readonly restartMax?: number | undefined
  readonly restartWindow: number
  readonly flow: string
  readonly flowId: string
  readonly incarnation: number
  readonly directory: string
  readonly workspace?: string | undefined
  readonly key?: string | undefined
  readonly insecure: boolean
  readonly security: 'curve' | 'none'
  readonly stdin: boolean
}

/** A host and a port. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** The values of flags that are absent. */
export const PEA_FLAG_DEFAULTS = {
  role: 'replica',
  replicaId: 0,
  replicas: 1,
  uses: '_pass',
  with: {},
  stage: [],
  concurrency: 1,
  collect: false,
  expects: 1,
  input: [],
  output: [],
  control: { host: '127.0.0.1', port: 0 },
  remote: false,
  external: false,
  sideBranch: false,
  runtime: 'process',
  timeoutReady: 30_000,
  timeoutAlive: 5_000,
  restart: 'on_failure',
  restartWindow: 60_000,
  flow: 'flow',
  flowId: '0000000000000000',
  incarnation: 1,
  directory: '.',
  insecure: false,
  security: 'curve',
  stdin: false,
} as const satisfies Partial<PeaFlags>
