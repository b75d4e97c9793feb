/** Where a Pea runs: this machine or a named host, in a container or not. */
export interface Placement {
  /**
   * The machine, as an IP or DNS name; null is the machine of the Flow.
   *
   * @defaultValue null
   */
  readonly host?: string | null | undefined
  /** What other machines dial to reach this one; a remote machine's `host` by default. JEP 2's `hostname`. */
  readonly hostname?: string | undefined
  /** The container image, when the Pea runs in a container. JEP 2's `image`. */
  readonly image?: string | undefined
}
