import type { FlowError } from '@peaflow/core'

/** One call of an executor. */
export interface ExecutorCall {
  readonly request: number
  readonly endpoint: string
  /** Milliseconds until nobody waits for the answer any more. */
  readonly timeLeft: number
  /** The payload of each part, in the order of the edges, then of the shards; more than one are merged first. */
  readonly payloads: readonly Uint8Array[]
}

/** Where an executor runs: in this thread, or in another behind a port. The Pea's loop knows no more of it. */
export interface ExecutorHost {
  /**
   * Loads and sets the executor up.
   *
   * @throws FlowError `LAUNCH_…` if it does not load or its `setup` fails.
   */
  setup(): Promise<void>
  /**
   * Calls the executor and returns the payload of its result. The Pea keeps to its `concurrency`.
   *
   * @throws FlowError `REQUEST_…` if the executor throws or returns no list.
   */
  call(call: ExecutorCall): Promise<Uint8Array>
  /** Aborts the `signal` of the running call of a request; its promise may settle later, or never. */
  abort(request: number, reason: FlowError): void
  /** Tears the executor down and frees the host; may be called twice, also before `setup`. */
  teardown(): Promise<void>
  /** Resolves with why the host can serve no more (its thread ended); never rejects, and may never settle. */
  readonly died: Promise<FlowError>
  /**
   * Whether it keeps no payload that a call returned, so that the memory of it is used again.
   *
   * @defaultValue false
   */
  readonly transfersResults?: boolean
}
