import type { OptimizeLevel } from '@peaflow/core'
import type { ServingOptions } from './serving-options.ts'
import type { SharedOptions } from './shared-options.ts'

/** The options of a Flow. */
export interface FlowOptions extends ServingOptions, SharedOptions {
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
  /**
   * The path of the file with the key of the Flow, which `peaflow key` makes. Flows on several machines, and external
   * Pods, need one that stays the same.
   *
   * @defaultValue the file that `PEAFLOW_KEY_FILE` names, or a random key for each start
   */
  readonly key?: string | undefined
  /**
   * `none` sends data and control messages over TCP in plain text, and Peas there only prove who they are.
   *
   * @defaultValue 'curve'
   */
  readonly security?: 'curve' | 'none' | undefined
  /**
   * Where replicas find the Flow that come by `peaflow join`: a port of all interfaces, or `host:port`. The ports after it
   * are those of the heads and tails that take such replicas, in the order of the plan.
   *
   * @defaultValue none come
   */
  readonly join?: number | string | undefined
}
