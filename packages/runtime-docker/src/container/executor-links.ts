import { readdir, readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/** Where a symbolic link beside an executor leads, outside of its folder: what has to be mounted for it to work. */
export interface LinkTarget {
  /** The absolute path of a file or folder of this machine. */
  readonly source: string
  /** The absolute path on this machine that the link names. */
  readonly path: string
  /** Whether the link names it by its absolute path, so that a container needs it there, too. */
  readonly isAbsolute: boolean
}

/** A file of this machine, and the links that it may need. */
export interface ExecutorFolder {
  readonly folder: string
  /** The name of the file in the folder. */
  readonly file: string
  readonly links: readonly LinkTarget[]
}

/** pnpm links packages into this folder, and from there to one another. */
const PNPM_STORE = `${sep}node_modules${sep}.pnpm${sep}`

/**
 * The folder that has to be mounted for an executor to run as it would here. Node looks for what a module imports beside
 * the real file, not beside a link to it; paths in an executor YAML are relative to the file as it is named.
 */
export async function resolveExecutor(path: string): Promise<ExecutorFolder> {
  const file = /\.ya?ml$/.test(path) ? path : await realpath(path)
  const folder = dirname(file)
  return { folder, file: basename(file), links: await findLinks(folder) }
}

/** The links in a folder and among its packages that lead out of it. */
async function findLinks(folder: string): Promise<readonly LinkTarget[]> {
  const packages = join(folder, 'node_modules')
  const scopes = (await namesIn(packages)).filter((name) => name.startsWith('@')).map((name) => join(packages, name))
  const found = await Promise.all([folder, packages, ...scopes].map((one) => linksIn(one, folder)))
  const targets = new Map(found.flat().map((target) => [`${target.isAbsolute} ${target.path}`, target]))
  return [...targets.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function linksIn(parent: string, folder: string): Promise<readonly LinkTarget[]> {
  const real = await realpath(parent).catch(() => parent)
  const entries = await readdir(real, { withFileTypes: true }).catch(() => []) // there are no packages
  const links = entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => join(real, name))
  return (await Promise.all(links.map((link) => follow(link, folder)))).flat()
}

/** A link that leads nowhere, or stays within the folder, needs no mount. */
async function follow(link: string, folder: string): Promise<readonly LinkTarget[]> {
  const named = await readlink(link)
  const path = resolve(dirname(link), named)
  const entry = await stat(path).catch(() => undefined)
  if (entry === undefined || isWithin(folder, path)) return []
  // Links of packages in the store are relative to it; a module imports what is beside it.
  const mounted = storeOf(path) ?? (entry.isFile() ? dirname(path) : path)
  if (dirname(mounted) === mounted) return []
  return [{ source: await realpath(mounted), path: mounted, isAbsolute: isAbsolute(named) }]
}

function storeOf(path: string): string | undefined {
  const at = path.indexOf(PNPM_STORE)
  return at < 0 ? undefined : path.slice(0, at + PNPM_STORE.length - 1)
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || !(way.startsWith('..') || isAbsolute(way))
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(() => []) // there are no packages
}
