import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** A package and its place in the image. */
export interface ImagePackage {
  /** The absolute path of its folder on this machine. */
  readonly source: string
  /** The path of its folder in the image, relative to Peaflow's folder there. */
  readonly target: string
  /** Its files and folders, relative to its folder; `undefined` means all of them. */
  readonly files: readonly string[] | undefined
}

interface Manifest {
  readonly name: string
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/**
 * Lays out a package and all of its dependencies so that each finds the same version of what it imports as on this
 * machine: in the one `node_modules` folder or, where two packages need different versions, in its own.
 */
export function layOutPackages(root: string): readonly ImagePackage[] {
  const placed = new Map<string, ImagePackage>()
  const { name } = readManifest(realpathSync(root))
  const queue = [add(placed, realpathSync(root), `node_modules/${name}`)]
  // Breadth first, so that a package that is nested later cannot shadow what an earlier lookup has found.
  for (const { source, target } of queue) {
    for (const dependency of dependenciesOf(readManifest(source))) {
      const found = findPackage(dependency, source)
      if (found === undefined) continue // an optional dependency that is not installed
      const visible = lookUp(placed, dependency, target)
      if (visible?.source === found) continue
      queue.push(add(placed, found, `${visible === undefined ? '' : `${target}/`}node_modules/${dependency}`))
    }
  }
  return queue
}

function add(placed: Map<string, ImagePackage>, source: string, target: string): ImagePackage {
  const isInstalled = source.includes(`${sep}node_modules${sep}`)
  // The folder of a workspace package holds more than is published.
  const entry = { source, target, files: isInstalled ? undefined : readManifest(source).files }
  placed.set(target, entry)
  return entry
}

function dependenciesOf(manifest: Manifest): readonly string[] {
  const { dependencies, optionalDependencies, peerDependencies } = manifest
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
}

/** The folder in which Node finds a package when a module in `from` imports it, with links resolved. */
function findPackage(name: string, from: string): string | undefined {
  for (const folder of ancestors(from)) {
    try {
      const path = realpathSync(join(folder, 'node_modules', name))
      readManifest(path)
      return path
    } catch {
      // further up
    }
  }
  return undefined
}

function ancestors(path: string): readonly string[] {
  const parent = dirname(path)
  return parent === path ? [path] : [path, ...ancestors(parent)]
}

/** The placed package that a module in the folder `from` of the image gets when it imports `name`. */
function lookUp(placed: ReadonlyMap<string, ImagePackage>, name: string, from: string): ImagePackage | undefined {
  const steps = [from]
  for (let at = from.lastIndexOf('/node_modules/'); at > 0; at = from.lastIndexOf('/node_modules/', at - 1)) {
    steps.push(from.slice(0, at))
  }
  const own = steps.map((step) => placed.get(`${step}/node_modules/${name}`))
  return own.find((entry) => entry !== undefined) ?? placed.get(`node_modules/${name}`)
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}
