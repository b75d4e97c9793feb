import type { Executor } from '../executor.ts'
import type { PeaSpec } from '../pea/spec.ts'

/** Launches Peas in one way: as processes, as containers, … The contract that every runtime package implements. */
export interface PeaLauncher {
  /** As in a Pod's `runtime`. */
  readonly name: string
  /**
   * Launches a Pea, and is done once it runs: whether it is ready it says itself, over the control channel.
   * A launch that fails, or is aborted, leaves nothing behind.
   *
   * @throws FlowError `LAUNCH_…` if it cannot be launched.
   */
  launch(spec: PeaSpec, options?: LaunchOptions): Promise<PeaHandle>
}

/** What the starter of a Flow may ask of a launch. */
export interface LaunchOptions {
  /** Aborts the launch; a Pea that runs already is ended at once. */
  readonly signal?: AbortSignal | undefined
  /** Gets each line that the Pea writes, the last one before `exited` settles. A flood may be cut; then a line says so. */
  readonly onLog?: ((line: PeaLogLine) => void) | undefined
  /** Gets what a person may want to see while a launch takes long, such as the pull of an image. */
  readonly onProgress?: ((message: string) => void) | undefined
  /** The executor itself, for a Pea whose `uses` is a function. */
  readonly executor?: Executor | undefined
}

/** One line that a Pea wrote, without its end of line. */
export interface PeaLogLine {
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

/** A launched Pea. */
export interface PeaHandle {
  readonly spec: PeaSpec
  /** Settles once, when the Pea has ended and nothing of it is left; never rejects. */
  readonly exited: Promise<PeaExit>
  /**
   * The port of this machine under which each port that the Pea binds can be dialled, where the two differ
   * (a container's published ports).
   *
   * @defaultValue the same ports
   */
  readonly published?: Readonly<Record<number, number>> | undefined
  /** Asks the Pea to end, insists after the grace period, and returns its exit; may be called twice. */
  stop(options?: StopOptions): Promise<PeaExit>
}

/** How to stop a Pea. */
export interface StopOptions {
  /**
   * Milliseconds between asking the Pea to end and ending it; 0 ends it at once.
   *
   * @defaultValue 5_000
   */
  readonly grace?: number | undefined
}

/** How a Pea ended. */
export interface PeaExit {
  /** The exit code; null if a signal ended it or it never ran. */
  readonly code: number | null
  /** The signal that ended it. */
  readonly signal: string | null
  /** Why, where the runtime knows more than code and signal say: `out of memory (limit 512 MB)`. */
  readonly reason?: string | undefined
  /** The last lines that the Pea wrote, oldest first; at most 20. */
  readonly lastLines: readonly string[]
}
