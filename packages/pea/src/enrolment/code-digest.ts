import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { PeaSpec } from '@peaflow/core'
import { isBuiltIn } from '../executor/built-in.ts'
import { withExecutorFile } from '../executor/executor-file.ts'
import { locate } from '../executor/locate.ts'

/**
 * The SHA-256 of what the executor of a spec is loaded from, as hexadecimal digits: the name in `uses`, its arguments and the
 * bytes of its file, with an executor YAML those of what it names.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_FILE` if there is no such file.
 */
export async function digestCode(spec: PeaSpec): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([spec.uses, spec.with, spec.concurrency]))
  const { uses, with: args, directory } = await withExecutorFile(spec)
  hash.update(JSON.stringify([uses, args]))
  if (typeof uses === 'string' && !isBuiltIn(uses)) hash.update(await readFile(await locate({ uses, directory })))
  return hash.digest('hex')
}
