import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FlowError } from '@peaflow/core'

/** The certificates and the key for a TLS connection to an Engine, as PEM. */
export interface TlsMaterial {
  /**
   * The certificate authority that signed the Engine's certificate.
   *
   * @defaultValue the public authorities that Node trusts
   */
  readonly ca?: string | undefined
  /** The certificate of this machine. */
  readonly cert?: string | undefined
  readonly key?: string | undefined
  /** Accepts any certificate of the Engine. */
  readonly skipVerify?: boolean | undefined
}

/** The file names that Docker uses. */
const FILES = { ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem' } as const

/**
 * Reads the certificates and the key that a folder holds.
 *
 * @throws FlowError `LAUNCH_DOCKER_TLS` if a file exists but cannot be read.
 */
export async function readTls(folder: string): Promise<TlsMaterial> {
  const found = Object.entries(FILES).map(async ([name, file]) => {
    const text = await readFile(join(folder, file), 'utf8').catch(explainUnreadable)
    return text === undefined ? [] : [[name, text]]
  })
  return Object.fromEntries((await Promise.all(found)).flat()) as TlsMaterial
}

function explainUnreadable(cause: NodeJS.ErrnoException): undefined {
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return
  throw new FlowError('LAUNCH_DOCKER_TLS', `a certificate or key for Docker cannot be read: ${cause.message}`, {
    hint: 'Make it readable for the user who runs the Flow, and for no other user',
    cause,
  })
}
