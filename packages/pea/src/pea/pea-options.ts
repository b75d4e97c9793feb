import type { Executor, PeaLogLine } from '@peaflow/core'
import type { ControlChannel } from '@peaflow/protocol'
import type { ExecutorHost } from '../executor/host.ts'

/** How to open a Pea in this process. */
export interface OpenPeaOptions {
  /** The executor itself, instead of what `uses` names. */
  readonly executor?: Executor | undefined
  /** For a group, the executors of those of its Pods whose `uses` are functions, by the names in `uses`. */
  readonly executors?: Readonly<Record<string, Executor>> | undefined
  /**
   * Where the executor runs.
   *
   * @defaultValue in this thread
   */
  readonly host?: ExecutorHost | undefined
  /**
   * For a group, where the executors of those of its Pods run that call one, in order.
   *
   * @defaultValue in this thread
   */
  readonly hosts?: readonly (ExecutorHost | undefined)[] | undefined
  /**
   * Called with each line that the Pea's executor logs.
   *
   * @defaultValue writes them to this process's stdout and stderr
   */
  readonly onLog?: ((line: PeaLogLine) => void) | undefined
  /** Called once, when the Pea is ready: shows signs of life to the Flow from now on. */
  readonly onReady?: (() => void) | undefined
  /**
   * Whether the process belongs to this Pea alone, so that the Flow is told what the process uses.
   *
   * @defaultValue false
   */
  readonly ownsProcess?: boolean | undefined
  /**
   * The Pea's end of the control channel.
   *
   * @defaultValue dials, or binds, `spec.control`
   */
  readonly control?: ControlChannel | undefined
}

/** How a Pea ended. */
export interface PeaEnd {
  /** An exit code: 0 stopped on request, 1 failed, 69 lost its Flow, 70 a call hung, 137 killed. */
  readonly code: number
  /** Why it ended, unless it was stopped on request. */
  readonly reason?: string | undefined
}

/** An open Pea. */
export interface OpenPea {
  /** Settles once, when every socket is closed; never rejects. */
  readonly ended: Promise<PeaEnd>
  /** Sends all pending records at once. Call it before the process ends without `stop`. */
  flush(): void
  /**
   * Like `stop`, for a Pea whose Flow does not know yet that it ends: the Flow tells its senders, so that it gets no more
   * requests while it finishes those it holds. Without an answer of the Flow within 1 s it stops as it is.
   */
  leave(): Promise<void>
  /** Finishes the requests it holds, tears the executor down and closes. May be called twice. */
  stop(): Promise<void>
  /** Closes at once and drops the requests it holds. May be called twice, and while `stop` runs. */
  kill(): Promise<void>
}
