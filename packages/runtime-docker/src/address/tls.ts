import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

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

/** Reads what there is in a folder of certificates. */
export async function readTls(folder: string): Promise<TlsMaterial> {
  const found = Object.entries(FILES).map(async ([name, file]) => {
    const text = await readFile(join(folder, file), 'utf8').catch(ignoreMissing)
    return text === undefined ? [] : [[name, text]]
  })
  return Object.fromEntries((await Promise.all(found)).flat()) as TlsMaterial
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}
