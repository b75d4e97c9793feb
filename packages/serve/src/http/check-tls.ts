import { createSecureContext } from 'node:tls'
import { FlowError } from '@peaflow/core'

/** What TLS needs. */
export interface TlsOptions {
  /** The certificate, and those between it and a root. */
  readonly cert: string | Uint8Array
  /** The key of the certificate. */
  readonly key: string | Uint8Array
}

/**
 * Checks that a certificate and a key can be read, and belong together.
 *
 * @throws FlowError `CONFIG_TLS` if not. The message shows neither.
 */
export function checkTls({ cert, key }: TlsOptions): void {
  try {
    createSecureContext({ cert: Buffer.from(cert), key: Buffer.from(key) })
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    const isMismatch = code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH'
    throw new FlowError('CONFIG_TLS', isMismatch ? 'the key is not that of the certificate' : cannotRead(cause), {
      hint: 'Give both as PEM: -----BEGIN CERTIFICATE-----, and -----BEGIN PRIVATE KEY----- without a password',
      cause,
    })
  }
}

function cannotRead(cause: unknown): string {
  const { message } = cause as Error
  return `the certificate or its key cannot be read: ${message}`
}
