import { existsSync } from 'node:fs'
import { FlowError } from '@peaflow/core'

/**
 * Checks that the working folder of this process exists: Node starts no thread without one.
 *
 * @throws FlowError `LAUNCH_DIRECTORY` if it was removed.
 */
export function checkWorkingFolder(): void {
  if (existsSync(workingFolder())) return
  throw new FlowError('LAUNCH_DIRECTORY', 'the working folder of this process does not exist any more', {
    hint: 'Start it again in a folder that exists',
  })
}

function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return '' // it was removed before anything asked for it
  }
}
