/** Where a served Flow listens, who may call it, and how much it takes. Nothing of it is in a plan. */
export interface ServingOptions {
  /**
   * Where HTTP is served: a port of 127.0.0.1, or `host:port`.
   *
   * @defaultValue 8080, or the next port that is free
   */
  readonly http?: number | string | undefined
  /**
   * Where gRPC is served: a port of 127.0.0.1, or `host:port`.
   *
   * @defaultValue nowhere
   */
  readonly grpc?: number | string | undefined
  /** The origins whose pages may call, such as `https://app.example`. */
  readonly cors?: string | readonly string[] | undefined
  /** Host names, beside those of loopback, that clients of a server on loopback may use. */
  readonly hosts?: string | readonly string[] | undefined
  /**
   * What clients have to send as `Authorization: Bearer <token>`. No plan, flow file or message ever shows it.
   *
   * @defaultValue none: anybody who reaches the port may call
   */
  readonly token?: string | undefined
  /**
   * The paths of the files with the certificate and its key, as PEM.
   *
   * @defaultValue no TLS
   */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /**
   * The most bytes in the body of a request.
   *
   * @defaultValue 67_108_864
   */
  readonly maxBody?: number | undefined
  /**
   * The most requests that wait until the Flow takes them.
   *
   * @defaultValue 1_024
   */
  readonly maxQueue?: number | undefined
  /**
   * Milliseconds for which `up`, once it is to stop, says at `/readyz` that it is not ready and goes on taking requests, so
   * that what balances load notices.
   *
   * @defaultValue 0 on loopback, 2_000 beyond
   */
  readonly drain?: number | undefined
}
