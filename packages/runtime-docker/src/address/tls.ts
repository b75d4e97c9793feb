import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FlowError } from '@peaflow/core'

/** With what an Engine is checked, and with what this machine shows who it is: PEM texts. */
export interface TlsMaterial {
  /** Who may vouch for the Engine; the authorities that everybody trusts, if it is left out. */
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
  /** Any certificate of the Engine will do. */
  readonly skipVerify?: boolean | undefined
}

/** The files of a folder, as Docker names them. */
const FILES = { ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem' } as const

/**
 * Reads what there is in a folder of certificates.
 *
 * @throws FlowError `LAUNCH_DOCKER_TLS` if there is one that may not be read.
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
    hint: 'Let the user read it who runs the Flow, and nobody else',
    cause,
  })
}
