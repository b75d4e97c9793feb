import type { Administration } from './admin/administration.ts'
import type { TlsOptions } from './http/check-tls.ts'
import type { OnAccess } from './log/access-entry.ts'

/** How to serve a Flow. */
export interface ServeOptions {
  /**
   * Where to listen: a port of 127.0.0.1, or `host:port`.
   *
   * @defaultValue 8080, or the next port that is free
   */
  readonly http?: number | string | undefined
  /**
   * Where to serve gRPC: a port of 127.0.0.1, or `host:port`.
   *
   * @defaultValue nowhere
   */
  readonly grpc?: number | string | undefined
  /**
   * What clients have to send as `Authorization: Bearer <token>`.
   *
   * @defaultValue none: anybody who reaches the port may call
   */
  readonly token?: string | undefined
  /**
   * The origins whose pages may call, such as `https://app.example`.
   *
   * @defaultValue []
   */
  readonly cors?: readonly string[] | undefined
  /**
   * Host names, beside those of loopback, that clients of a server on loopback may use.
   *
   * @defaultValue []
   */
  readonly hosts?: readonly string[] | undefined
  /**
   * The most bytes in the body of a request, or in a line of NDJSON.
   *
   * @defaultValue 67_108_864
   */
  readonly maxBody?: number | undefined
  /**
   * The most requests that wait until the Flow takes them. More are refused with 503.
   *
   * @defaultValue 1_024
   */
  readonly maxQueue?: number | undefined
  /**
   * The certificate and its key, as PEM: HTTPS is served then.
   *
   * @defaultValue no TLS
   */
  readonly tls?: TlsOptions | undefined
  /**
   * Milliseconds for which a server that is being closed says that it is not ready, and goes on taking requests, so that what
   * balances load notices before the port is closed.
   *
   * @defaultValue 0 on loopback, 2_000 beyond
   */
  readonly drain?: number | undefined
  /** Listens beyond loopback without a token. */
  readonly insecure?: boolean | undefined
  /**
   * Learns how each request was answered: for an access log. It must not throw.
   *
   * @defaultValue nobody does
   */
  readonly onAccess?: OnAccess | undefined
  /** Opens the admin API, at `/-/` and at `admin.sock` in the runtime folder of the Flow. Without it there is none. */
  readonly administration?: Administration | undefined
}

/** What a handler of another server needs of these. */
export type HandlerOptions = Pick<ServeOptions, 'token' | 'cors' | 'hosts' | 'maxBody' | 'maxQueue' | 'onAccess'>

/** How to put a Flow, with all that belongs to it, into a server that there is already. */
export type MountOptions = HandlerOptions & Pick<ServeOptions, 'drain' | 'administration'>

/** How to stop serving. */
export interface CloseOptions {
  /**
   * Milliseconds without an answer to any request after which those in flight are given up.
   *
   * @defaultValue 5_000
   */
  readonly grace?: number | undefined
  /**
   * Milliseconds for which the server says that it is not ready, and goes on taking requests, before it takes no more. None
   * with a grace period of 0.
   *
   * @defaultValue as the server was opened with
   */
  readonly drain?: number | undefined
}
