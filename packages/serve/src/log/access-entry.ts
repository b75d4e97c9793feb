import type { Protocol } from '../calls/call.ts'

/** A request that has been answered, or whose client has left: a line of the access log. */
export interface AccessEntry {
  readonly protocol: Protocol
  /** `POST`; of a call over WebSocket or gRPC, `WebSocket` or `gRPC`. */
  readonly method: string
  /** The path, without its query; of a call over WebSocket or gRPC, its endpoint. At most 500 characters of it. */
  readonly path: string
  /** As it was sent, or would have been over HTTP; 499 if the client left before the end of the answer. */
  readonly status: number
  /** Milliseconds until the answer was complete. */
  readonly ms: number
  /** `X-Request-Id`. */
  readonly requestId: string
  /** The code of the error, if it failed; of a streamed answer, also where its status was sent before. */
  readonly code?: string | undefined
  /** The Pod in which it failed. */
  readonly pod?: string | undefined
}

/** Learns of each request once it has been answered. Must not throw. */
export type OnAccess = (entry: AccessEntry) => void
