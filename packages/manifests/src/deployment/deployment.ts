import type { PullPolicy, RestartPolicy } from '@peaflow/core'
import type { ExportedServing } from '../input/exported-flow.ts'
import type { ExportedVolume } from '../input/volumes.ts'

/** A Flow as containers, whatever runs them. */
export interface Deployment {
  /** The name of the Flow, as a DNS label. */
  readonly name: string
  /** The name of the Flow, as its author wrote it. */
  readonly flow: string
  readonly container: FlowContainer
  /** The Pods with an image. */
  readonly pods: readonly PodContainers[]
  /** Seconds that the container of a replica gets to complete what it has, and to end. */
  readonly grace: number
  readonly once: boolean
  /** What is sent over TCP is not encrypted. */
  readonly security: 'none' | undefined
}

/** The container of the Flow: engine, gateway, heads, tails, and the Pods without an image. */
export interface FlowContainer {
  readonly image: string
  readonly flowFile: string
  /** The ports at which replicas join, the first of which is where they enrol. */
  readonly ports: readonly number[]
  readonly serving: ExportedServing
  /** Its secret files, by name. */
  readonly secrets: Readonly<Record<string, string>>
  /** Seconds that it gets to go on for a while, to complete what it has, and to end. */
  readonly grace: number
}

/** The equal containers of a Pod with an image. */
export interface PodContainers {
  readonly pod: string
  /** The name of the Pod, as a DNS label. */
  readonly name: string
  readonly image: string
  /** Replaces the entrypoint of the image. */
  readonly entrypoint: readonly string[] | undefined
  /** Arguments of the Pea that say what it runs. */
  readonly usesArgs: readonly string[]
  /** How many there are in the beginning. */
  readonly count: number
  /** How many there may be (`replicas: { min, max }`); `undefined` where the number is up to who scales them. */
  readonly range: { readonly min: number; readonly max: number } | undefined
  /** Each replica has a number and data of its own. */
  readonly isSharded: boolean
  readonly key: string
  readonly env: Readonly<Record<string, string>>
  readonly secretEnv: Readonly<Record<string, string>>
  readonly volumes: readonly ExportedVolume[]
  readonly cpus: number | undefined
  /** In bytes. */
  readonly memory: number | undefined
  readonly gpus: 'all' | number | undefined
  readonly user: string | undefined
  readonly pull: PullPolicy
  readonly restart: RestartPolicy
  /** The folder from which the image is built, relative to that of the flow file. */
  readonly build: string | undefined
  /** Seconds until it must be ready. */
  readonly readyWithin: number
}
