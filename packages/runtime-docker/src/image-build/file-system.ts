import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, posix, relative } from 'node:path'
import { FlowError } from '@peaflow/core'
import type { Entry } from '../archive/entry.ts'
import { type ImagePackage, layOutPackages } from './packages.ts'
import { describeSystem } from './system.ts'

const HOME = 'usr/local/lib/peaflow'

/** The file system of the Pea image. */
export interface FileSystem {
  readonly entries: readonly Entry[]
  /** The path of the program that runs one Pea, without the leading slash. */
  readonly peaProgram: string
}

/** Describes the file system of the Pea image: this machine's Node, and the `peaflow` command with its dependencies. */
export async function describeFileSystem(cli: string): Promise<FileSystem> {
  const packages = layOutPackages(cli)
  const modules = (await Promise.all(packages.map(listFiles))).flat()
  const addons = modules.flatMap((entry) => ('from' in entry && entry.path.endsWith('.node') ? [entry.from] : []))
  const peaProgram = posix.join(HOME, find('@peaflow/pea', packages).target, 'dist', 'pea.cjs')
  const command = find('@peaflow/cli', packages)
  const fullProgram = posix.join(HOME, command.target, readProgram(command))
  return {
    peaProgram,
    entries: [
      ...(await describeSystem(addons)),
      { path: 'usr/local/bin/peaflow', text: commandScript(peaProgram, fullProgram), executable: true },
      ...modules,
    ],
  }
}

/** The `peaflow` command of the image. It runs a Pea without loading the rest of the command, which would take longest. */
function commandScript(peaProgram: string, fullProgram: string): string {
  return `#!/usr/local/bin/node
const [command, ...rest] = process.argv.slice(2)
if (command === 'pea' && !rest.includes('--help') && !rest.includes('-h')) {
  process.argv.splice(1, 2, '/${peaProgram}')
  require('node:module').runMain()
} else {
  import('/${fullProgram}')
}
`
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
  if (/\.(d\.[cm]?ts|map|md|markdown|cache|bare)$/.test(path)) return false
  const [, platform, arch] = /^(?:pre)?builds?\/(android|darwin|ios|linux|win32)[/-]([^/]*)/.exec(path) ?? []
  return platform === undefined || (platform === process.platform && arch === process.arch)
}
