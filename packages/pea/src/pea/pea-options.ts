import type { Executor, PeaLogLine } from '@peaflow/core'
import type { ControlChannel } from '@peaflow/protocol'
import type { ExecutorHost } from '../executor/host.ts'

/** How to open a Pea in this process. */
export interface OpenPeaOptions {
  /** The executor itself, instead of what `uses` names. */
  readonly executor?: Executor | undefined
  /**
   * Where the executor runs.
   *
   * @defaultValue in this thread
   */
  readonly host?: ExecutorHost | undefined
  /**
   * Gets each line that the Pea's executor logs.
   *
   * @defaultValue they go to this process's stdout and stderr
   */
  readonly onLog?: ((line: PeaLogLine) => void) | undefined
  /**
   * The Pea's end of the control channel.
   *
   * @defaultValue dials, or binds, `spec.control`
   */
  readonly control?: ControlChannel | undefined
}

/** How a Pea ended. */
export interface PeaEnd {
  /** As an exit code: 0 it was asked to, 1 it could not go on, 69 it lost its Flow, 70 a call hung, 137 it was ended at once. */
  readonly code: number
  /** Why, where it was not asked to. */
  readonly reason?: string | undefined
}

/** A Pea that is open in this process. */
export interface OpenPea {
  /** Settles once, when every socket is closed; never rejects. */
  readonly ended: Promise<PeaEnd>
  /** Sends at once what waits to be sent: for whoever ends the process without asking. */
  flush(): void
  /** Finishes what is held, tears the executor down, closes; may be called twice. */
  stop(): Promise<void>
  /** Closes at once, whatever is held or runs; may be called twice, and while it stops. */
  kill(): Promise<void>
}
