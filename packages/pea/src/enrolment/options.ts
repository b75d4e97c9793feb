import type { PodKeys } from '@peaflow/protocol'

/** How a replica joins a Flow. */
export interface JoinFlowOptions {
  /** Where the Flow takes replicas. The ports of heads and tails are dialled at this host, too. */
  readonly host: string
  readonly port: number
  readonly pod: string
  /** The key of the Pod, and the one that it is from. */
  readonly keys: PodKeys
  /**
   * The executor, instead of the one that the Flow names.
   *
   * @defaultValue what the Flow names, if that is a package, a built-in, or a file in the folder
   */
  readonly uses?: string | undefined
  /** Arguments for the executor. They override those of the Flow. */
  readonly with?: Readonly<Record<string, unknown>> | undefined
  /**
   * The number of the replica that it has to be.
   *
   * @defaultValue one that is free
   */
  readonly replicaId?: number | undefined
  /** The absolute folder that relative paths start from. */
  readonly directory: string
  /**
   * The folder for data of its own.
   *
   * @defaultValue what the Flow names, if that is inside the `directory`
   */
  readonly workspace?: string | undefined
  /** `none`: the Flow has `security: none`, and nothing is encrypted. */
  readonly security?: 'none' | undefined
  /**
   * Whether it ends with the Flow that it has joined. Otherwise it waits for the next one.
   *
   * @defaultValue `false`
   */
  readonly once?: boolean | undefined
  /**
   * The most milliseconds that it waits for a Flow that takes it, before the first one and between two.
   *
   * @defaultValue it waits for ever
   */
  readonly timeout?: number | undefined
  readonly onEvent: (event: JoinEvent) => void
}

/** What happens to a replica that joins. */
export type JoinEvent =
  /** The Flow is out of reach, or takes no replica now. It is tried again. */
  | { readonly type: 'retrying'; readonly reason: string }
  /** The Flow has taken it. */
  | { readonly type: 'joined'; readonly flow: string; readonly pea: string }
  /** Its executor is set up, or still is from before. */
  | { readonly type: 'loaded'; readonly pea: string; readonly isRetained: boolean }
  /** It has been told to leave the Flow, and finishes what it has. */
  | { readonly type: 'leaving'; readonly flow: string; readonly pea: string }
  /** It no longer serves the Flow. */
  | { readonly type: 'left'; readonly flow: string; readonly pea: string; readonly reason?: string | undefined }

/** A replica that joins a Flow, and comes back to it. */
export interface JoiningReplica {
  /**
   * Resolves with the exit code once it has left for good. Rejects if it can never join, and with `LAUNCH_NOT_JOINED` if no Flow
   * has taken it within its `timeout`.
   */
  readonly ended: Promise<number>
  /** Leaves the Flow: it gets no more requests, and those it has are finished. */
  leave(): Promise<void>
}
