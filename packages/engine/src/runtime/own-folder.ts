import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { FlowError } from '@peaflow/core'

/**
 * Makes a folder that only this user can enter, unless it is there.
 *
 * @throws FlowError `LAUNCH_RUNTIME_FOLDER` if it cannot be made, or is there and is not a real folder of this user that is
 * closed to all others: its owner could replace the sockets in it.
 */
export function makeOwnFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
    // The umask of the process may have taken away more than it should.
    chmodSync(path, 0o700)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== 'EEXIST') throw refuse(path, `cannot be made: ${code}`, cause)
    const flaw = flawOf(path)
    if (flaw !== undefined) throw refuse(path, flaw)
  }
}

/** Whether a path is a real folder of this user that is closed to all others. */
export function isOwnFolder(path: string): boolean {
  return flawOf(path) === undefined
}

/** What keeps a path from being a folder of this user alone; `undefined` if nothing does. */
function flawOf(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return 'does not exist'
  if (stats.isSymbolicLink()) return 'is a symbolic link'
  if (!stats.isDirectory()) return 'is not a folder'
  if (stats.uid !== process.getuid?.()) return `belongs to the user ${stats.uid}`
  const mode = stats.mode & 0o777
  return mode === 0o700 ? undefined : `has the mode 0${mode.toString(8)} instead of 0700`
}

function refuse(path: string, flaw: string, cause?: unknown): FlowError {
  return new FlowError('LAUNCH_RUNTIME_FOLDER', `the folder ${path}, for the sockets of running Flows, ${flaw}`, {
    hint: 'Remove it, or set XDG_RUNTIME_DIR to a folder of yours that has the mode 0700',
    cause,
  })
}
