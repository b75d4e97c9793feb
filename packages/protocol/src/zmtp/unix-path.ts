import { unlinkSync } from 'node:fs'
import { FlowError } from '@peaflow/core'

/**
 * The most bytes in the path of a Unix socket: what fits `sun_path` with its final zero. Linux cuts a longer path without
 * an error, so that a socket opens elsewhere than its peers dial.
 */
export const MAX_PATH_BYTES = process.platform === 'darwin' ? 103 : 107

/**
 * Checks that a path can be that of a Unix socket.
 *
 * @throws FlowError `ADDRESS_PATH` if it is too long.
 */
export function checkPath(path: string): void {
  const bytes = Buffer.byteLength(path)
  if (bytes <= MAX_PATH_BYTES) return
  throw new FlowError('ADDRESS_PATH', `the path of a Unix socket has ${bytes} bytes: ${path}`, {
    hint: `The most that this system allows is ${MAX_PATH_BYTES}: use a folder with a shorter path`,
  })
}

/** Removes the socket that an earlier process left at a path, where it would keep another one from listening. */
export function removeSocket(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
