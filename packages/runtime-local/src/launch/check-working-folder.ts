import { existsSync } from 'node:fs'
import { workingFolderGone } from '@peaflow/core'

/**
 * Checks that the working folder of this process exists: Node starts no thread without one.
 *
 * @throws FlowError `LAUNCH_DIRECTORY` if it was removed.
 */
export function checkWorkingFolder(): void {
  if (!existsSync(workingFolder())) throw workingFolderGone()
}

function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return '' // it was removed before anything asked for it
  }
}
