import type { Executor } from '../executor.ts'
import type { PeaSpec } from '../pea/spec.ts'

/** Launches Peas as processes, as containers or in some other way: the contract that every runtime implements. */
export interface PeaLauncher {
  /** The value of a Pod's `runtime` that selects this launcher. */
  readonly name: string
  /**
   * Launches a Pea. Resolves when the Pea runs, not when it is ready: a Pea reports that over the control channel.
   * A launch that fails or is aborted cleans up after itself.
   *
   * @throws FlowError `LAUNCH_…` if the Pea cannot be launched.
   */
  launch(spec: PeaSpec, options?: LaunchOptions): Promise<PeaHandle>
  /**
   * Whether a Pea of this launcher shares the kernel of this process, sees `folder` of this machine at the same path, and
   * may open files and sockets in it. If so, its links to other such Peas use Unix sockets in such folders, which
   * `folders` of the launch options lists. If not, or if that cannot be found out, they use TCP. Called before the Pea is
   * launched. Never rejects, and leaves nothing behind.
   *
   * @defaultValue no Pea does
   */
  sharesFolder?(spec: PeaSpec, folder: string, options?: LaunchOptions): Promise<boolean>
}

/** Options of one launch. */
export interface LaunchOptions {
  /** Aborts the launch, and kills the Pea if it already runs. */
  readonly signal?: AbortSignal | undefined
  /**
   * Called with each line of output, always before `exited` resolves. If a launcher drops lines of a flood, it reports
   * that in a line of its own.
   */
  readonly onLog?: ((line: PeaLogLine) => void) | undefined
  /** Called with progress messages during a slow launch, such as the pull of an image. */
  readonly onProgress?: ((message: string) => void) | undefined
  /**
   * The folders of this machine that the Pea needs at the same paths, for the Unix sockets in them. They are there before
   * the launch. Empty for a Pea that shares none.
   */
  readonly folders?: readonly SharedFolder[] | undefined
  /** The executor itself, if the Pea's `uses` is a function. */
  readonly executor?: Executor | undefined
  /** The executors of the Pea's `stages` whose `uses` are functions, by the names in `uses`. */
  readonly executors?: Readonly<Record<string, Executor>> | undefined
}

/** A folder of this machine that a Pea needs at the same path. */
export interface SharedFolder {
  /** An absolute path. */
  readonly path: string
  /** The Pea dials a socket in the folder, but opens none. */
  readonly readOnly: boolean
}

/** One line of a Pea's output, without its line break. */
export interface PeaLogLine {
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

/** A launched Pea. */
export interface PeaHandle {
  readonly spec: PeaSpec
  /** The id of its process, if it has one of its own on this machine. */
  readonly pid?: number | undefined
  /** The id of its container. */
  readonly container?: string | undefined
  /**
   * The address at which other Peas reach the ports that it binds, if it is known only once the Pea runs, as in a cluster:
   * `10.0.0.4`. It takes the place of `CLUSTER_HOST` in what they dial.
   *
   * @defaultValue the Pea is dialled where its plan says
   */
  readonly address?: string | undefined
  /**
   * Resolves when the Pea has exited and all of its resources are gone, or when neither can be found out any more, which
   * `onLog` is told first; never rejects.
   */
  readonly exited: Promise<PeaExit>
  /**
   * Maps each port that the Pea binds to the port of this machine that reaches it, as for the published ports of a
   * container.
   *
   * @defaultValue every port maps to itself
   */
  readonly published?: Readonly<Record<number, number>> | undefined
  /** Asks the Pea to exit, kills it after the grace period, and resolves with its exit; may be called repeatedly. */
  stop(options?: StopOptions): Promise<PeaExit>
}

/** How to stop a Pea. */
export interface StopOptions {
  /**
   * Milliseconds between asking the Pea to exit and killing it; 0 kills it at once.
   *
   * @defaultValue 5_000
   */
  readonly grace?: number | undefined
}

/** How a Pea exited. */
export interface PeaExit {
  /** `null` if a signal ended the Pea or it never ran. */
  readonly code: number | null
  /** The signal that ended the Pea. */
  readonly signal: string | null
  /** What the runtime knows beyond code and signal: `out of memory (limit 512 MB)`. */
  readonly reason?: string | undefined
  /** The runtime knows that it ran out of memory. */
  readonly outOfMemory?: boolean | undefined
  /** The last lines of its output, oldest first; at most 20. */
  readonly lastLines: readonly string[]
}
