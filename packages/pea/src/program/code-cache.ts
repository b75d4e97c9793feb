import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { isAbsolute, join } from 'node:path'

/** The environment variable for the file that the code cache is written to, instead of the user's cache folder. */
export const CODE_CACHE = 'PEAFLOW_CODE_CACHE'

/** Bits of a mode: others may write; others may do anything. */
const WRITABLE_BY_OTHERS = 0o022
const OPEN_TO_OTHERS = 0o077

const NEWLINE = 10

/** What a code cache belongs to. */
export interface CachedProgram {
  /** The absolute path of the program whose code is cached. */
  readonly file: string
  /** A code cache that was delivered with the program, as in a container image. */
  readonly delivered: string
}

/** V8's code cache for a program, from the user's cache folder or from beside it; `undefined` if there is none to trust. */
export function readCodeCache({ file, delivered }: CachedProgram): Buffer | undefined {
  const key = keyOf(file)
  // The one in the folder may replace one that was delivered, and that this Node refuses.
  return readFromFolder(file, key) ?? readTrusted(delivered, key)
}

/** Writes a program's code cache. Does nothing where there is no folder that only this user can write to. */
export function writeCodeCache({ file }: CachedProgram, code: Buffer): void {
  try {
    const path = process.env[CODE_CACHE] ?? pathInFolder(file)
    if (path === undefined) return
    const temporary = `${path}.${process.pid}`
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${keyOf(file)}\n`), code]), { mode: 0o600 })
    renameSync(temporary, path)
  } catch {} // not writable: each start goes without
}

function readFromFolder(file: string, key: string): Buffer | undefined {
  const folder = cacheFolder()
  return folder !== undefined && isPrivate(folder) ? readTrusted(join(folder, nameOf(file)), key) : undefined
}

function pathInFolder(file: string): string | undefined {
  const folder = cacheFolder()
  if (folder === undefined) return undefined
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return isPrivate(folder) ? join(folder, nameOf(file)) : undefined
}

/** `undefined` where the user has no home, or files have no owner to check. */
function cacheFolder(): string | undefined {
  if (process.getuid === undefined) return undefined
  const { XDG_CACHE_HOME: caches = '', HOME: home = '' } = process.env
  if (isAbsolute(caches)) return join(caches, 'peaflow')
  return isAbsolute(home) ? join(home, '.cache', 'peaflow') : undefined
}

function isPrivate(folder: string): boolean {
  try {
    const { uid, mode } = lstatSync(folder)
    return (
      (mode & constants.S_IFMT) === constants.S_IFDIR && uid === process.getuid?.() && (mode & OPEN_TO_OTHERS) === 0
    )
  } catch {
    return false // there is none yet
  }
}

/** The code in a cache file that only this user, or root, can have written, and that belongs to the program. */
function readTrusted(path: string, key: string): Buffer | undefined {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      const { uid, mode } = fstatSync(descriptor)
      if ((uid !== 0 && uid !== process.getuid?.()) || (mode & WRITABLE_BY_OTHERS) !== 0) return undefined
      const bytes = readFileSync(descriptor)
      const end = bytes.indexOf(NEWLINE)
      return bytes.toString('utf8', 0, end) === key ? bytes.subarray(end + 1) : undefined
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return undefined // there is none yet
  }
}

/** V8 itself distinguishes versions of a source by their length only. */
function keyOf(file: string): string {
  const { size, mtimeMs } = statSync(file)
  return `${process.version} ${process.arch} ${size} ${mtimeMs}`
}

/** FNV-1a: `node:crypto` takes longer to load than the cache saves. Two programs of one name would only replace each other. */
function nameOf(file: string): string {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(`${process.version} ${process.arch} ${file}`))
    hash = Math.imul(hash ^ byte, 0x01000193)
  return `${(hash >>> 0).toString(16).padStart(8, '0')}.cache`
}
