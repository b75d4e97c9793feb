/** Where a Pea runs: on this machine or a remote one, in a container or not. */
export interface Placement {
  /**
   * The machine, as an IP address or DNS name; `null` is the machine of the Flow, and `CLUSTER_HOST` a Kubernetes cluster.
   *
   * @defaultValue null
   */
  readonly host?: string | null | undefined
  /**
   * The address that other machines dial to reach this one. JEP 2's `hostname`.
   *
   * @defaultValue the `host` of a remote machine; none for the machine of the Flow
   */
  readonly hostname?: string | undefined
  /** The container image, if the Pea runs in a container. JEP 2's `image`. */
  readonly image?: string | undefined
}
