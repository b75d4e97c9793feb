/** Who may call. */
export interface AccessRules {
  /** Without it, no token is asked for. */
  readonly token?: string | undefined
  /** Origins whose pages may call, such as `https://app.example`. */
  readonly cors: readonly string[]
  /** Host names, beside those of loopback, that a client may use for a server on loopback. */
  readonly hosts: readonly string[]
  /** Whether the server itself speaks TLS. */
  readonly isSecure: boolean
}
