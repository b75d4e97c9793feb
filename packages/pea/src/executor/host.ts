import type { Endpoints, ExecutorContext, FlowError } from '@peaflow/core'

/** What an executor sees of the piece that it is called for. */
export type CallPiece = ExecutorContext['piece']

/** The piece of a request that is not streamed. */
export const WHOLE: CallPiece = { index: 0, last: true }

/** One call of an executor. */
export interface ExecutorCall {
  /** Counts the calls of this Pea: a request may be called again while an earlier call for it runs on. */
  readonly id: number
  readonly endpoint: string
  /** Milliseconds until the request's deadline. */
  readonly timeLeft: number
  /** The headers of the request, encoded. */
  readonly headers?: Uint8Array | undefined
  /** The payload of each message, in the order of the edges, then of the shards. Several are merged before the call. */
  readonly payloads: readonly Uint8Array[]
  /** Which piece of a streamed request it is for; the first and last one if the request is not streamed. */
  readonly piece: CallPiece
}

/** Takes the pieces of a streamed answer, one by one. */
export interface PieceReceiver {
  /** The answer is streamed. Called once, before the first piece. */
  begin(): void
  /** Takes the payload of a piece that is not the last. Resolves once the executor may make the next. */
  take(payload: Uint8Array): Promise<void>
}

/** One call of an executor for several requests. */
export interface ExecutorBatch extends Omit<ExecutorCall, 'payloads' | 'headers' | 'piece'> {
  /** The payload of each request. All have the same parameters. */
  readonly payloads: readonly Uint8Array[]
}

/** Runs an executor: in this thread, in a thread of its own, or in a process of its own. The Pea calls it through this interface alone. */
export interface ExecutorHost {
  /**
   * Loads the executor and calls its `setup`.
   *
   * @throws FlowError `LAUNCH_…` if it does not load or its `setup` fails.
   */
  setup(): Promise<void>
  /**
   * Calls the executor and returns the payload of its result. If the executor streams its answer, `pieces` takes each
   * piece as it is made, and what is returned is the last one. The caller limits how many calls overlap.
   *
   * @throws FlowError `REQUEST_…` if the executor throws, or returns something other than an array.
   */
  call(call: ExecutorCall, pieces: PieceReceiver): Promise<Uint8Array>
  /**
   * Calls the executor with the documents of several requests, and returns the payload of each result, with as many
   * documents as its request.
   *
   * @throws FlowError `REQUEST_…` if the executor throws, or returns a different number of documents than it got.
   */
  callBatch(batch: ExecutorBatch): Promise<readonly Uint8Array[]>
  /** Aborts the `signal` of a running call, and closes its generator; its promise may settle later, or never. */
  abort(id: number, reason: FlowError): void
  /** Ends the executor at once, whatever it is doing; missing where that would end the caller too. May be called twice. */
  kill?(): void
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
  /** What the executor serves, once it is set up; `undefined` for a built-in one, or if there is too much to say. */
  readonly endpoints?: Endpoints | undefined
}
