import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The conditions of `exports` that hold where an executor or a runtime is imported. */
const CONDITIONS: ReadonlySet<string> = new Set(['node', 'import', 'module-sync', 'default'])

/** A package, or a module of it, and the absolute folder from which it is imported. */
export interface PackageReference {
  readonly name: string
  readonly directory: string
}

/**
 * The absolute path of the module that `import(name)` would load in a file of the folder. A package that only `require`
 * finds is found as well: its `exports` has no condition for `import`, or the file extension is left out.
 *
 * @throws Error with Node's own code, such as `ERR_MODULE_NOT_FOUND` or `ERR_PACKAGE_PATH_NOT_EXPORTED`.
 */
export async function resolvePackage({ name, directory }: PackageReference): Promise<string> {
  const importer = join(directory, 'flow')
  // Imported only where a package is named: most executors are files.
  const { moduleResolve } = await import('import-meta-resolve')
  try {
    return fileURLToPath(moduleResolve(name, pathToFileURL(importer), new Set(CONDITIONS)))
  } catch (cause) {
    return resolveRequired(name, importer) ?? raise(cause)
  }
}

function resolveRequired(name: string, importer: string): string | undefined {
  try {
    const path = createRequire(importer).resolve(name)
    return isAbsolute(path) ? path : undefined // a module of Node resolves to its name
  } catch {
    return undefined
  }
}

function raise(cause: unknown): never {
  throw cause
}

/** The name of the package in a reference to a module of it; `undefined` if a package cannot have this name. */
export function packageNameOf(name: string): string | undefined {
  return /^(?:@[a-z\d-][\w.~-]*\/)?[a-z\d-][\w.~-]*(?=\/|$)/.exec(name)?.[0]
}

/** Whether a package is installed where files of the folder would find it, whatever it exports. */
export function isInstalled({ name, directory }: PackageReference): boolean {
  const here = statSync(join(directory, 'node_modules', name), { throwIfNoEntry: false })
  if (here?.isDirectory()) return true
  const parent = dirname(directory)
  return parent !== directory && isInstalled({ name, directory: parent })
}
