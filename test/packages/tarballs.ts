import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { packages, root } from '../workspace.ts'
import { mustRun } from './command.ts'

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Where packed packages are kept, so that the files of tests which run side by side pack them once. */
const CACHE = join(root, 'node_modules/.cache/peaflow-tarballs')
const DAY = 24 * 60 * 60 * 1000

/**
 * Packs every package as a release would, from its build. Returns the tarballs by the package's name, to be read only.
 *
 * @throws Error if a build is out of date: vitest builds only JavaScript, and these tests read the declarations too.
 */
export async function packAll(): Promise<ReadonlyMap<string, string>> {
  await mustRun(process.execPath, ['scripts/build.mjs', '--check'], { cwd: root })
  const folder = join(CACHE, hashOfPackages())
  if (!existsSync(folder)) await packInto(folder)
  const files = readdirSync(folder)
  return new Map(packages.map((name) => [name, join(folder, tarballOf(name, files))]))
}

/** Packs beside the folder first, so that no other process finds it half filled. */
async function packInto(folder: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true })
  removeOld()
  const scratch = mkdtempSync(join(CACHE, 'packing-'))
  const pack = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', scratch]
  await mustRun('npx', ['--yes', packageManager, ...pack], { cwd: root })
  try {
    renameSync(scratch, folder)
  } catch (cause) {
    // Another process was first, with the same files.
    if (!existsSync(folder)) throw cause
    rmSync(scratch, { recursive: true })
  }
}

function removeOld(): void {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name)
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > DAY) rmSync(path, { recursive: true, force: true })
  }
}

/** Of everything that is packed. */
function hashOfPackages(): string {
  const hash = createHash('sha256')
  for (const name of packages) {
    const folder = join(root, 'packages', name)
    const { files = [] }: { files?: string[] } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    for (const entry of ['package.json', 'README.md', ...files.filter((file) => !file.startsWith('!'))]) {
      // A Pea that starts writes a `.cache` there.
      const packed = filesAt(join(folder, entry)).filter((file) => !file.endsWith('.cache'))
      for (const file of packed) hash.update(`${file}\0`).update(readFileSync(file))
    }
  }
  return hash.digest('hex').slice(0, 16)
}

function filesAt(path: string): string[] {
  if (statSync(path).isFile()) return [path]
  const entries = readdirSync(path, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

function tarballOf(name: string, files: readonly string[]): string {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
  const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`
  if (!files.includes(file)) throw new Error(`${name} was not packed: ${files.join(', ')}`)
  return file
}
