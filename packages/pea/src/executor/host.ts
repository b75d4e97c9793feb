import type { FlowError } from '@peaflow/core'

/** One call of an executor. */
export interface ExecutorCall {
  /** Counts the calls of this Pea: a request may be called again while an earlier call for it runs on. */
  readonly id: number
  readonly endpoint: string
  /** Milliseconds until the request's deadline. */
  readonly timeLeft: number
  /** The payload of each message, in the order of the edges, then of the shards. Several are merged before the call. */
  readonly payloads: readonly Uint8Array[]
}

/** Runs an executor: in this thread, or in a thread of its own. The Pea calls it through this interface alone. */
export interface ExecutorHost {
  /**
   * Loads the executor and calls its `setup`.
   *
   * @throws FlowError `LAUNCH_…` if it does not load or its `setup` fails.
   */
  setup(): Promise<void>
  /**
   * Calls the executor and returns the payload of its result. The caller limits how many calls overlap.
   *
   * @throws FlowError `REQUEST_…` if the executor throws, or returns something other than an array.
   */
  call(call: ExecutorCall): Promise<Uint8Array>
  /** Aborts the `signal` of a running call; its promise may settle later, or never. */
  abort(id: number, reason: FlowError): void
  /** Calls the executor's `teardown` and frees the host. May be called twice, and before `setup`. */
  teardown(): Promise<void>
  /** Resolves with the reason once the host can serve no longer (its thread ended). Never rejects, and may never settle. */
  readonly died: Promise<FlowError>
  /**
   * Whether the caller owns the payloads that `call` returns, so that their memory can be reused.
   *
   * @defaultValue false
   */
  readonly transfersResults?: boolean
}
