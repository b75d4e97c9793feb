import { statSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, isAbsolute, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { FlowError } from '@peaflow/core'
import { findOtherExtension } from '../locate.ts'
import { packageNameOf, resolvePackage } from '../resolve-package.ts'
import { isTypeScript, ONLY_FROM_TYPESCRIPT, stripsTypes } from '../typescript/enable.ts'
import type { ParsedModule } from './parse-module.ts'

/** A module whose imports are checked, and what errors call it. */
export interface ImportingModule extends Pick<ParsedModule, 'file' | 'format' | 'imports'> {
  readonly uses: string
  /** The subject of errors: `it`, or the path of a file that the executor imports. */
  readonly name: string
}

/**
 * Checks that what a module itself imports exists. Returns the absolute paths of the files among it.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_LOAD` for the first import that does not exist.
 */
export async function checkImports(module: ImportingModule): Promise<readonly string[]> {
  const { file, format, imports, uses, name } = module
  const files: string[] = []
  for (const imported of imports) {
    if (format === 'module' && isTypeScript(imported) && !isTypeScript(file) && !stripsTypes()) {
      const message = `the executor ${uses} does not load: ${name} is JavaScript and imports ${imported}`
      throw new FlowError('LAUNCH_EXECUTOR_LOAD', message, { hint: ONLY_FROM_TYPESCRIPT })
    }
    const { path, hint } = await (format === 'module' ? findImported : findRequired)(imported, file)
    if (path !== undefined) files.push(path)
    if (hint === undefined) continue
    const verb = format === 'module' ? 'imports' : 'requires'
    const message = `the executor ${uses} does not load: ${name} ${verb} ${imported}, which does not exist`
    throw new FlowError('LAUNCH_EXECUTOR_LOAD', message, { hint })
  }
  return files
}

/** Where a module is; or what to do if it does not exist. Neither for what is not a file. */
interface Found {
  readonly path?: string | undefined
  readonly hint?: string | undefined
}

async function findImported(name: string, importer: string): Promise<Found> {
  if (/^\.{0,2}\//.test(name)) return findFile(fileURLToPath(new URL(name, pathToFileURL(importer))))
  if (isBuiltin(name) || packageNameOf(name) === undefined || name.includes(':')) return {}
  try {
    return { path: await resolvePackage({ name, directory: dirname(importer) }) }
  } catch {
    return { hint: install(name) }
  }
}

function findFile(path: string): Found {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return { path }
  const other = findOtherExtension(path)
  if (other === undefined) return { hint: `There is no file ${path}: imports name a file with its extension` }
  return { hint: `There is a file ${other}: imports name the extension that the file has` }
}

async function findRequired(name: string, importer: string): Promise<Found> {
  try {
    const path = createRequire(importer).resolve(name)
    return isAbsolute(path) ? { path } : {} // a module of Node resolves to its name
  } catch {
    if (!/^(\.{1,2}(\/|$)|\/)/.test(name)) return { hint: install(name) }
    const path = resolve(dirname(importer), name)
    const other = findOtherExtension(path)
    const hint = other === undefined ? `There is no file ${path}` : `There is a file ${other}`
    return { hint: `${hint}: only .js, .json and .node may be left out` }
  }
}

function install(name: string): string {
  return `Install it where the executor is: npm install ${packageNameOf(name) ?? name}`
}
