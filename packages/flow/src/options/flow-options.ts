import type { OptimizeLevel } from '@peaflow/core'
import type { SharedOptions } from './pod-options.ts'

/** What can be said of a whole Flow. */
export interface FlowOptions extends SharedOptions {
  /**
   * Letters, digits, `.`, `_` and `-`, beginning with a letter, a digit or `_`.
   *
   * @defaultValue 'flow'
   */
  readonly name?: string | undefined
  /**
   * How much of what is not needed a build drops.
   *
   * @defaultValue 'full'
   */
  readonly optimize?: OptimizeLevel | undefined
  /**
   * Milliseconds a request may take from the gateway and back.
   *
   * @defaultValue 60_000
   */
  readonly timeoutRequest?: number | undefined
  /** What other machines dial to reach this one; needed only where one does. */
  readonly hostname?: string | undefined
  /**
   * `0.0.0.0` opens every port on all interfaces.
   *
   * @defaultValue only where somebody dials
   */
  readonly bind?: '0.0.0.0' | undefined
}
