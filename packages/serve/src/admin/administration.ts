import type { FlowPlan } from '@peaflow/core'
import type { Journal } from '../journal/journal.ts'

/** What the program that started a Flow hands in, so that the Flow can be operated: see `docs/operating.md`. */
export interface Administration {
  /** What its Peas wrote and what happened: its `onLog` and `onEvent` were handed to `startFlow`. */
  readonly journal: Journal
  readonly about: {
    /** The absolute path of the flow file. */
    readonly file?: string | undefined
    /** The version of the program. */
    readonly version: string
    /** Whether it runs without a terminal. */
    readonly detached: boolean
    /** When it began to start the Flow. */
    readonly startTime: Date
  }
  /** Draws the plan, as SVG. */
  picture?(plan: FlowPlan, options: PictureOptions): Promise<string>
  /** Stops the Flow, in order: requests in flight are answered, within `grace` milliseconds. */
  stop(options: { readonly grace?: number | undefined }): void
}

/** How to draw a plan. */
export interface PictureOptions {
  /**
   * As the live page takes it, with room for figures, and documents flowing to the right or down: Pods carry `data-pods`,
   * edges `data-from` and `data-to`.
   *
   * @defaultValue as `peaflow plan` draws it
   */
  readonly board?: 'right' | 'down' | undefined
}
