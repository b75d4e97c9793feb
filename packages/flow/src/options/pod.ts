import type { BatchPlan, ExecPlan } from '@peaflow/core'
import type { PodOptions } from './pod-options.ts'

/** The reserved name of the gateway, where data enters and leaves a Flow. */
export const GATEWAY = 'gateway'

/** A Pod of a Flow: its options, with aliases and short forms resolved. */
export interface Pod {
  readonly name: string
  /** The Pod or the gateway that was the insertion point when it was added; it needs that by default. */
  readonly after: string
  readonly edges: PodEdges
  readonly options: PodValues
}

/** The other Pods that a Pod names. */
export interface PodEdges {
  readonly needs?: readonly string[] | undefined
  readonly sendTo?: readonly string[] | undefined
}

/** The options of a Pod in their normal form, its name and edges apart. */
export interface PodValues
  extends Omit<
    PodOptions,
    | 'name'
    | 'needs'
    | 'recvFrom'
    | 'recv_from'
    | 'sendTo'
    | 'send_to'
    | 'entrypoint'
    | 'host'
    | 'envFile'
    | 'batch'
    | 'exec'
  > {
  readonly batch?: BatchPlan | undefined
  readonly exec?: ExecPlan | undefined
  readonly entrypoint?: readonly string[] | undefined
  readonly host?: readonly string[] | undefined
  readonly envFile?: readonly string[] | undefined
}
