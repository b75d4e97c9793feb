import type { FlowPlan } from '@peaflow/core'
import type { ExportedFlow, Platform } from '../input/exported-flow.ts'

/** What platforms are called. */
export const PLATFORM_NAMES = {
  kubernetes: 'Kubernetes',
  swarm: 'Swarm',
  compose: 'Compose',
} as const satisfies Record<Platform, string>

/** A Flow on this machine, and what it becomes on a platform. */
export interface Comparison {
  readonly platform: Platform
  /** What is exported, with the plan of the Flow here. */
  readonly exported: ExportedFlow
  /** The plan of the Flow in its container. */
  readonly there: FlowPlan
  /** The options that the flow file has. */
  readonly written: WrittenOptions
}

/** The names of the options that stand in a flow file, as the Flow API spells them. */
export interface WrittenOptions {
  /** Those of the Flow: `with` of the file. */
  readonly flow: readonly string[]
  /** By Pod: its own, and those that it has from the Flow. */
  readonly pods: Readonly<Record<string, readonly string[]>>
}

/**
 * What a difference is about: the `workload` that the Flow or a Pod becomes, `heads` and tails that are only there, the
 * `address` for clients or replicas, where the `code` is, what becomes of an `option`.
 */
export type DifferenceTopic = 'workload' | 'heads' | 'address' | 'code' | 'option'

/** One thing that is not as on this machine. */
export interface Difference {
  readonly topic: DifferenceTopic
  /** In the names of the flow file. */
  readonly subject: string
  /** What it is there. */
  readonly there: string
  /** The Pods that it is about; none if it is about the Flow. */
  readonly pods: readonly string[]
  /** What runs the containers of the Flow or of the Pod. */
  readonly workloads?: readonly Workload[] | undefined
  /** As the flow file spells them. */
  readonly options?: readonly string[] | undefined
}

/** What runs equal containers: `Deployment`, `StatefulSet` or `service`. */
export interface Workload {
  readonly kind: string
  readonly name: string
  readonly replicas: number
}
