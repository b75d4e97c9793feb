import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { FlowError } from '@peaflow/core'
import { type Key, parseKey } from './key.ts'

/** The environment variable that names a file with a key, where no option does. */
export const KEY_FILE = 'PEAFLOW_KEY_FILE'

/** Other users may do nothing with the file, and its group may only read it, which is how a mounted Secret reaches a Pea. */
const FORBIDDEN = 0o027

/** More than the longest key. A file that is longer is not read to its end. */
const MAX_BYTES = 1_024

/**
 * Reads the key in a file.
 *
 * @throws FlowError `CONFIG_KEY` if it cannot be read, other users may read it, or it holds no key.
 */
export function readKeyFile(file: string): Key {
  return parseKey(readText(file), `the content of ${file}`)
}

function readText(file: string): string {
  try {
    const descriptor = openSync(file, 'r')
    try {
      if (process.platform !== 'win32') checkMode(file, fstatSync(descriptor).mode)
      const bytes = Buffer.alloc(MAX_BYTES)
      return bytes.toString('utf8', 0, readSync(descriptor, bytes))
    } finally {
      closeSync(descriptor)
    }
  } catch (cause) {
    if (cause instanceof FlowError) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    throw new FlowError('CONFIG_KEY', `the key file ${file} cannot be read: ${code ?? message}`, {
      hint: 'peaflow key > flow.key writes one',
      cause,
    })
  }
}

function checkMode(file: string, mode: number): void {
  if ((mode & FORBIDDEN) === 0) return
  const digits = (mode & 0o777).toString(8).padStart(4, '0')
  throw new FlowError(
    'CONFIG_KEY',
    `other users of this machine have access to the key file ${file} (mode ${digits})`,
    {
      hint: `Take it from them: chmod 600 ${file}. If they may have read it, make a new one`,
    },
  )
}
