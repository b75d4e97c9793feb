import type { FlowError } from '@peaflow/core'
import type { Cancellation } from './cancellation.ts'

/** A request, whichever server has read it. */
export interface HttpRequest {
  readonly method: string
  /** As the client sent it: percent-encoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** A header by its name in lower case. */
  header(name: string): string | undefined
  readonly body: AsyncIterable<Uint8Array>
  /** Says when the client has left. */
  readonly cancellation: Cancellation
  /** Whether it arrived at a loopback address of this machine. */
  readonly isLoopback: boolean
  /** Whether it names no host, or several, of which a server in between may have read another than this one. */
  readonly isAmbiguous: boolean
}

/** What is written to the client, in pieces: each is flushed. */
export type Chunks = AsyncIterable<string | Uint8Array>

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>

/** An answer. Closing its `body` early cancels what it comes from. */
export interface HttpReply {
  readonly status: number
  readonly headers: Headers
  /** Those that each reply of the server has, beside its own. */
  readonly common?: Headers | undefined
  readonly body: string | Uint8Array | Chunks
  /** What failed the request, where this reply is a problem. */
  readonly error?: FlowError | undefined
}
