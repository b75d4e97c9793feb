import type { FlowPlan } from '@peaflow/core'

/** What runs the containers. */
export type Platform = 'kubernetes' | 'swarm' | 'compose'

/** A Flow that is to be exported: its plan, and what no plan has. */
export interface ExportedFlow {
  /** The plan of the Flow as its own file describes it. */
  readonly plan: FlowPlan
  /** The flow file that the container of the Flow reads: replicas of Pods with an image join it. */
  readonly flowFile: string
  /** The image of the container of the Flow, which has the code of the Pods without an image. */
  readonly image: string
  /** The port at which replicas join, and those of the heads and tails that they dial, in the order of the plan. */
  readonly ports: readonly number[]
  /** How clients reach the Flow. */
  readonly serving: ExportedServing
  /** What is secret. It stands in Secrets alone. */
  readonly secrets: ExportedSecrets
  /** Arguments that images hand to the Pea by themselves (`CMD`), by Pod: those of a manifest take their place. */
  readonly commands: Readonly<Record<string, readonly string[]>>
  /** Whether the Flow runs once, to its end, instead of being up. */
  readonly once: boolean
}

/** How clients reach an exported Flow. */
export interface ExportedServing {
  /** The port of HTTP in the container. */
  readonly http: number
  /**
   * The port of gRPC in the container.
   *
   * @defaultValue gRPC is not served
   */
  readonly grpc?: number | undefined
  /**
   * Milliseconds for which it goes on taking requests once it is to stop.
   *
   * @defaultValue `2_000`, as that of `up`
   */
  readonly drain?: number | undefined
  /** Whether it serves HTTPS, with `tls.crt` and `tls.key` of its secrets. */
  readonly tls: boolean
}

/** What of an exported Flow is secret. */
export interface ExportedSecrets {
  /** The files that the container of the Flow gets, by name: `flow.key` and others. */
  readonly flow: Readonly<Record<string, string>>
  /** What the replicas of each Pod with an image get, by Pod. */
  readonly pods: Readonly<Record<string, PodSecrets>>
}

/** What the replicas of one Pod get. */
export interface PodSecrets {
  /** The key that enrols replicas of this Pod, and nothing else. */
  readonly key: string
  /** Secret variables of the environment. The other variables are those of the plan. */
  readonly env: Readonly<Record<string, string>>
}

/** One file of an export. */
export interface ManifestFile {
  /** Relative to the folder of the export. */
  readonly path: string
  readonly text: string
  /** Only its owner may read it, and a later export leaves it as it is. */
  readonly isSecret: boolean
  /**
   * Lines of the form `NAME=value` for a file that may have others: a variable that it has already stays as it is.
   *
   * @defaultValue `false`: it is a file of the export alone
   */
  readonly isShared?: boolean | undefined
}
