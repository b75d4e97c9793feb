import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { baseFolders } from './base-folders.ts'
import { isLocked } from './lock.ts'
import { isOwnFolder } from './own-folder.ts'

/** The name of a runtime folder: the Flow's, and six random bytes. It differs from that of an unfinished one. */
const NAME = /^[\w-][\w.-]{0,19}-[0-9a-f]{12}$/

/** The beginning of the name of a folder that is being made. */
export const UNFINISHED = '.new-'

/** Milliseconds after which a folder that was never finished is a leftover. */
const UNFINISHED_TIMEOUT = 60_000

/**
 * Removes the runtime folders of Flows whose process has ended without removing them, and nothing else.
 *
 * @returns their paths
 */
export async function pruneRuntimeFolders(): Promise<readonly string[]> {
  const bases = process.platform === 'win32' ? [] : baseFolders().filter(isOwnFolder)
  const swept = await Promise.all(bases.map(sweepFolder))
  return swept.flat()
}

async function sweepFolder(base: string): Promise<readonly string[]> {
  const folders = readdirSync(base).map((name) => ({ name, path: join(base, name) }))
  const results = await Promise.all(
    folders.map(async ({ name, path }) => {
      const isOurs = NAME.test(name) || (name.startsWith(UNFINISHED) && isOld(path))
      if (!isOurs || !isOwnFolder(path) || (await isLocked(path))) return []
      remove(path)
      return [path]
    }),
  )
  return results.flat()
}

function isOld(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats !== undefined && Date.now() - stats.mtimeMs > UNFINISHED_TIMEOUT
}

/** Another process may be removing it, too. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // What is left is swept the next time.
  }
}
