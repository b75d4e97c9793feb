import type { Executor, FlowPlan, PeaLauncher } from '@peaflow/core'
import type { FlowEvent, FlowLogLine } from './events.ts'

/** The launchers of the Peas, by the `runtime` of their Pods. */
export type Launchers = Readonly<Record<string, PeaLauncher>>

/** The executors of Pods whose `uses` is a function, by their name in the plan: `{ inline: name }`. */
export type Executors = Readonly<Record<string, Executor>>

/** Plans another number of replicas for a Pod: `scalePlan` of `@peaflow/flow`. */
export type Replan = (plan: FlowPlan, pod: string, replicas: number) => FlowPlan

/** How to start a Flow. */
export interface StartOptions {
  /** One for each `runtime` of the plan. External Pods need none. */
  readonly launchers: Launchers
  /**
   * Plans another number of replicas. Without it, `scale` throws `LAUNCH_NO_REPLAN`.
   *
   * @example
   * await startFlow(plan, { launchers, replan: scalePlan })
   */
  readonly replan?: Replan | undefined
  /**
   * The functions that the plan names, as `flow.executors` has them.
   *
   * @defaultValue none
   */
  readonly executors?: Executors | undefined
  /**
   * The absolute path of the folder that relative paths of the plan start from.
   *
   * @defaultValue the working directory
   */
  readonly directory?: string | undefined
  /**
   * The start fails once so many lives of a Pea that was never ready have ended.
   *
   * @defaultValue 5
   */
  readonly firstStarts?: number | undefined
  /**
   * The most milliseconds that the start waits for replicas that join.
   *
   * @defaultValue it waits for ever
   */
  readonly joinTimeout?: number | undefined
  /** Aborts the start. A Flow that is up already is ended at once. */
  readonly signal?: AbortSignal | undefined
  /**
   * Gets each line that a Pea writes.
   *
   * @defaultValue writes it to stderr, after the id of the Pea
   */
  readonly onLog?: ((line: FlowLogLine) => void) | undefined
  /** Gets what happens to the Peas. */
  readonly onEvent?: ((event: FlowEvent) => void) | undefined
}
