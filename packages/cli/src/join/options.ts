/** Where a Flow takes replicas. */
export interface JoinAddress {
  readonly host: string
  readonly port: number
}

/** The Pod that a replica joins, and where. */
export interface JoinTarget extends JoinAddress {
  readonly pod: string
}

/** The options of `peaflow join`. */
export interface JoinOptions {
  readonly key?: string | undefined
  readonly uses?: string | undefined
  readonly with?: Readonly<Record<string, unknown>> | undefined
  readonly replicaId?: number | undefined
  readonly workspace?: string | undefined
  /** Whether it ends with the Flow that it has joined, instead of waiting for it to come back. */
  readonly once: boolean
  /** The most milliseconds that it waits for a Flow that takes it. */
  readonly timeout?: number | undefined
  readonly security?: 'none' | undefined
}
