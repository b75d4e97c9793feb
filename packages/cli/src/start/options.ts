import type { OptimizeLevel } from '@peaflow/core'
import type { StartOptions as EngineOptions, Launchers } from '@peaflow/engine'
import type { FlowProblem } from '@peaflow/flow'

/** How a Flow is started. Every launcher is there already; everything here is optional. */
export interface StartOptions extends Omit<EngineOptions, 'launchers' | 'replan'> {
  /**
   * Which heads and tails to drop, when a Flow or a flow file is built.
   *
   * @defaultValue as the Flow says, else `full`
   */
  readonly optimize?: OptimizeLevel | undefined
  /** Launchers of your own, by the `runtime` of their Pods. They take precedence over all others. */
  readonly launchers?: Launchers | undefined
  /**
   * Runtime packages, or paths of modules, by the `runtime` of their Pods, resolved from the working directory. A Pod may
   * also name its package itself, which is resolved from `directory`.
   */
  readonly runtimes?: Readonly<Record<string, string>> | undefined
  /**
   * Executors that are functions, by the name in the plan: needed with a plan only, as a Flow brings its own.
   *
   * @example
   * await startFlow(plan, { executors: flow.executors })
   */
  readonly executors?: EngineOptions['executors']
  /**
   * The absolute folder that relative paths start from.
   *
   * @defaultValue the folder of the flow file, else the working directory
   */
  readonly directory?: string | undefined
  /** Receives the progress of image pulls, one line at a time. */
  readonly onProgress?: ((message: string) => void) | undefined
  /**
   * Receives each warning of a flow file.
   *
   * @defaultValue writes them to stderr
   */
  readonly onWarning?: ((warning: FlowProblem) => void) | undefined
}
