import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { PeaSpec } from '@peaflow/core'
import { isBuiltIn } from '../executor/built-in.ts'
import { locate } from '../executor/locate.ts'

/**
 * The SHA-256 of what the executor of a spec is loaded from, as hexadecimal digits: the name in `uses`, its arguments and the
 * bytes of its file. An executor YAML has been merged into the spec before; one that could not be read is that file itself.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_FILE` if there is no such file.
 */
export async function digestCode({ uses, with: args, concurrency, directory }: PeaSpec): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([uses, args, concurrency]))
  if (typeof uses === 'string' && !isBuiltIn(uses)) hash.update(await readFile(await locate({ uses, directory })))
  return hash.digest('hex')
}
