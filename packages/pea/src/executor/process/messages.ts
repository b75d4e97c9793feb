import type { LogLevel } from '@peaflow/core'

/** The version of the executor protocol. */
export const EXECUTOR_PROTOCOL = 1

/** A call as it is sent: its documents and parameters are MessagePack already. */
export interface SentCall {
  readonly id: number
  readonly endpoint: string
  /** The encoded documents, one after the other, and how many there are. */
  readonly documents: readonly Uint8Array[]
  readonly count: number
  readonly parameters: Uint8Array
  readonly headers: Readonly<Record<string, string>>
  readonly timeLeft: number
  readonly piece: { readonly index: number; readonly last: boolean }
  /** How many documents each request of a batch has. */
  readonly counts?: readonly number[] | undefined
}

/** A message from the Pea to the program. */
export type ToProgram =
  | { readonly type: 'setup'; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly type: 'call'; readonly call: SentCall }
  /** The piece that came last has been taken: the executor may make the next. */
  | { readonly type: 'taken'; readonly id: number }
  | { readonly type: 'cancel'; readonly id: number; readonly code: string; readonly message: string }
  | { readonly type: 'teardown' }

/** An error that the program reports. */
export interface ProgramError {
  readonly code?: string | undefined
  readonly message: string
  /** Its own trace, as text. */
  readonly trace?: string | undefined
  readonly hint?: string | undefined
}

/** A message from the program to its Pea. Documents are encoded. */
export type FromProgram =
  | { readonly type: 'ready'; readonly endpoints: Readonly<Record<string, unknown>> | undefined }
  | { readonly type: 'piece'; readonly id: number; readonly documents: Uint8Array }
  /** The end of a call. Without documents: those of the call. Without an id: the oldest call. */
  | { readonly type: 'result'; readonly id: number | undefined; readonly documents: Uint8Array | undefined }
  /** The end of a call; without an id, of `setup`, or of the oldest call if the program is ready. */
  | { readonly type: 'error'; readonly id: number | undefined; readonly error: ProgramError }
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string }

/** What a Pea and its program send each other, as bytes. */
export interface Dialect {
  /** The bytes of a message; none if this dialect has no word for it. */
  encode(message: ToProgram): readonly Uint8Array[]
  /**
   * Takes bytes as they arrive, and calls `onMessage` for each message.
   *
   * @throws BrokenProgram if they cannot be understood.
   */
  push(chunk: Uint8Array): void
}
