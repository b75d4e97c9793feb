import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, posix, relative } from 'node:path'
import { FlowError } from '@peaflow/core'
import type { Entry } from '../archive/entry.ts'
import type { PeaProgram } from './code-cache.ts'
import { describeHome, HOME, isOwn, linkHome } from './home.ts'
import { findLibraries } from './libraries.ts'
import { type ImagePackage, layOutPackages } from './packages.ts'
import { describeSystem, toEntry } from './system.ts'

/** The file system of the Pea image. */
export interface FileSystem {
  readonly entries: readonly Entry[]
  readonly peaProgram: PeaProgram
}

/** Describes the file system of the Pea image: this machine's Node, and the `peaflow` command with its dependencies. */
export async function describeFileSystem(cli: string): Promise<FileSystem> {
  const packages = layOutPackages(cli)
  const modules = (await Promise.all(packages.map(listFiles))).flat()
  const addons = modules.flatMap((entry) => ('from' in entry && entry.path.endsWith('.node') ? [entry.from] : []))
  const libraries = await findLibraries([process.execPath, ...addons])
  const { source, target } = find('@peaflow/pea', packages)
  const pea = posix.join(target, 'dist', 'pea.cjs')
  const command = find('@peaflow/cli', packages)
  const programs = { pea, command: posix.join(command.target, readProgram(command)) }
  return {
    peaProgram: { path: posix.join(HOME, pea), from: join(source, 'dist', 'pea.cjs') },
    entries: withoutRepeats([
      ...(await describeSystem()),
      ...libraries.filter((library) => !isOwn(library)).map(toEntry),
      ...describeHome(programs, libraries),
      ...linkHome(libraries),
      ...modules,
    ]),
  }
}

/** Each path once: a library that a tool of the system needs, too, is the link to that of Node. */
export function withoutRepeats(entries: readonly Entry[]): readonly Entry[] {
  return [...new Map(entries.map((entry) => [entry.path, entry])).values()]
}

function find(name: string, packages: readonly ImagePackage[]): ImagePackage {
  const found = packages.find(({ target }) => target.endsWith(`node_modules/${name}`))
  if (found !== undefined) return found
  throw new FlowError('LAUNCH_IMAGE_BUILD', `the package ${name} is not installed on this machine`)
}

/** The file of the `peaflow` command, relative to its package. */
function readProgram({ source }: ImagePackage): string {
  const { bin } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { bin: { peaflow: string } }
  return bin.peaflow
}

async function listFiles({ source, target, files }: ImagePackage): Promise<readonly Entry[]> {
  const roots = files === undefined ? [''] : ['package.json', ...files.filter((file) => !file.startsWith('!'))]
  const lists = await Promise.all(roots.map((root) => walk(join(source, root))))
  return lists
    .flat()
    .map((from) => ({ path: relative(source, from), from }))
    .filter(({ path }) => isNeeded(path))
    .map(({ path, from }) => ({ path: `${HOME}/${target}/${path}`, from, executable: false }))
}

async function walk(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined)
  if (entries === undefined) return [path]
  const lists = entries.map((entry) => {
    const child = join(path, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(child)
    return entry.isFile() ? [child] : []
  })
  return (await Promise.all(lists)).flat()
}

/** Leaves out files for compilers and readers, caches of this machine, and addons for other systems. */
function isNeeded(path: string): boolean {
  if (/\.(d\.[cm]?ts|map|md|markdown|cache|bare|pyc)$/.test(path)) return false
  const [, platform, arch] = /^(?:pre)?builds?\/(android|darwin|ios|linux|win32)[/-]([^/]*)/.exec(path) ?? []
  return platform === undefined || (platform === process.platform && arch === process.arch)
}
