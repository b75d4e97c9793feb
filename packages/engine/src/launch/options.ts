import type { Executor, FlowPlan, PeaLauncher } from '@peaflow/core'
import type { FlowEvent, FlowLogLine } from './events.ts'

/** The launchers that may run Peas, by the `runtime` of their Pods. */
export type Launchers = Readonly<Record<string, PeaLauncher>>

/** The executors of Pods whose `uses` is a function, by the name that stands in the plan: `{ inline: name }`. */
export type Executors = Readonly<Record<string, Executor>>

/** A plan for another number of replicas: `scalePlan` of `@peaflow/flow`. */
export type Replan = (plan: FlowPlan, pod: string, replicas: number) => FlowPlan

/** How to start a Flow. */
export interface StartOptions {
  readonly launchers: Launchers
  /**
   * Plans another number of replicas; `scale` needs it.
   *
   * @example
   * await startFlow(plan, { launchers, replan: scalePlan })
   */
  readonly replan?: Replan | undefined
  /** Those that the plan names: `{ inline: name }`. */
  readonly executors?: Executors | undefined
  /**
   * The absolute folder that relative paths of the plan are relative to.
   *
   * @defaultValue the working directory
   */
  readonly directory?: string | undefined
  /** Aborts the start; a Flow that runs already is ended at once. */
  readonly signal?: AbortSignal | undefined
  /**
   * Gets each line that a Pea writes.
   *
   * @defaultValue writes them to stderr, after the id of the Pea
   */
  readonly onLog?: ((line: FlowLogLine) => void) | undefined
  /** Gets what happens to the Peas. */
  readonly onEvent?: ((event: FlowEvent) => void) | undefined
}
