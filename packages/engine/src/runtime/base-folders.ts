import { isAbsolute, join } from 'node:path'
import { MAX_PATH_BYTES } from '@peaflow/protocol'
import { isOwnFolder, makeOwnFolder } from './own-folder.ts'

/** The longest path below a base folder: that of a Flow with a long name, a folder in it, and a socket in that. */
const LONGEST = `/${'n'.repeat(20)}-${'0'.repeat(12)}/99999/99999`

/**
 * The folders that may hold the runtime folders of this user's Flows, the preferred one first: `$XDG_RUNTIME_DIR/peaflow`
 * and `/tmp/peaflow-<uid>`. Those in which the path of a socket would be too long for the system are left out.
 */
export function baseFolders(environment: Readonly<Record<string, string | undefined>> = process.env): string[] {
  const { XDG_RUNTIME_DIR: runtime = '' } = environment
  // Of a session that has ended, or of another user: su and sudo may leave the variable as it was.
  const isUsable = isAbsolute(runtime) && isOwnFolder(runtime)
  const folders = [...(isUsable ? [join(runtime, 'peaflow')] : []), `/tmp/peaflow-${process.getuid?.()}`]
  return folders.filter((folder) => Buffer.byteLength(folder + LONGEST) <= MAX_PATH_BYTES)
}

/**
 * Makes the preferred base folder, unless it is there, and returns it.
 *
 * @throws FlowError `LAUNCH_RUNTIME_FOLDER` if it is not a folder of this user alone, or cannot be made.
 */
export function openBaseFolder(): string {
  const [folder = ''] = baseFolders()
  makeOwnFolder(folder)
  return folder
}
