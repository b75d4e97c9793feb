import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** A package, and where it goes. */
export interface PlacedPackage {
  /** Its absolute folder on this machine. */
  readonly source: string
  /** Its folder in the image, relative to that of the root. */
  readonly target: string
  /** What belongs to it, relative to its folder; nothing stands for all. */
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
 * A package and all that it depends on, as they are installed on this machine, laid out so that each finds the same
 * version of what it imports: in the one `node_modules` folder, or where two want different versions, in its own.
 */
export function placePackages(root: string): readonly PlacedPackage[] {
  const placed = new Map<string, PlacedPackage>()
  const { name } = readManifest(realpathSync(root))
  const queue = [place(placed, realpathSync(root), `node_modules/${name}`)]
  // One package's dependencies are all placed before theirs: what is nested later is seen by none that looked before.
  for (const { source, target } of queue) {
    for (const dependency of dependenciesOf(readManifest(source))) {
      const found = findPackage(dependency, source)
      if (found === undefined) continue // optional, and not for this machine
      const visible = lookUp(placed, dependency, target)
      if (visible?.source === found) continue
      queue.push(place(placed, found, `${visible === undefined ? '' : `${target}/`}node_modules/${dependency}`))
    }
  }
  return queue
}

function place(placed: Map<string, PlacedPackage>, source: string, target: string): PlacedPackage {
  const isInstalled = source.includes(`${sep}node_modules${sep}`)
  // A package of a workspace holds more than would be published.
  const entry = { source, target, files: isInstalled ? undefined : readManifest(source).files }
  placed.set(target, entry)
  return entry
}

function dependenciesOf(manifest: Manifest): readonly string[] {
  const { dependencies, optionalDependencies, peerDependencies } = manifest
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
}

/** Where Node finds a package from a folder, links resolved. */
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

/** Which placed package a name means at a place in the image. */
function lookUp(placed: ReadonlyMap<string, PlacedPackage>, name: string, from: string): PlacedPackage | undefined {
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
