import type { OptimizeLevel } from '@peaflow/core'
import type { SharedOptions } from './pod-options.ts'

/** The options of a Flow. */
export interface FlowOptions extends SharedOptions {
  /**
   * Letters, digits, `.`, `_` and `-`, beginning with a letter, a digit or `_`.
   *
   * @defaultValue 'flow'
   */
  readonly name?: string | undefined
  /**
   * How many of the Peas that are not needed a build drops.
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
  /** The address by which other machines dial this one; needed only if one does. */
  readonly hostname?: string | undefined
  /**
   * `0.0.0.0` opens every port on all interfaces.
   *
   * @defaultValue only ports that other machines dial
   */
  readonly bind?: '0.0.0.0' | undefined
}
