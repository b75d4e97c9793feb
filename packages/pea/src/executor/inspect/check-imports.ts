import { statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { FlowError } from '@peaflow/core'
import { findOtherExtension } from '../locate.ts'
import { packageNameOf, resolvePackage } from '../resolve-package.ts'
import { isTypeScript, ONLY_FROM_TYPESCRIPT, stripsTypes } from '../typescript/enable.ts'

/** A module whose imports are checked, and what errors call it. */
export interface ImportingModule {
  /** Its absolute path, without symbolic links. */
  readonly file: string
  readonly uses: string
  /** What its static imports name. */
  readonly imports: readonly string[]
}

/**
 * Checks that what a module itself imports exists.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_LOAD` for the first import that does not.
 */
export async function checkImports({ file, uses, imports }: ImportingModule): Promise<void> {
  for (const name of imports) {
    if (isTypeScript(name) && !isTypeScript(file) && !stripsTypes()) {
      const message = `the executor ${uses} does not load: it is JavaScript and imports ${name}`
      throw new FlowError('LAUNCH_EXECUTOR_LOAD', message, { hint: ONLY_FROM_TYPESCRIPT })
    }
    const hint = /^\.{0,2}\//.test(name) ? checkFile(name, file) : await checkPackage(name, file)
    if (hint === undefined) continue
    const message = `the executor ${uses} does not load: it imports ${name}, which does not exist`
    throw new FlowError('LAUNCH_EXECUTOR_LOAD', message, { hint })
  }
}

/** What to do about a file that does not exist; `undefined` if it does. */
function checkFile(name: string, importer: string): string | undefined {
  const path = fileURLToPath(new URL(name, pathToFileURL(importer)))
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined
  const other = findOtherExtension(path)
  if (other === undefined) return `There is no file ${path}: imports name a file with its extension`
  return `There is a file ${other}: imports name the extension that the file has`
}

/** What to do about a package that does not resolve; `undefined` if it does, or if this is not a package. */
async function checkPackage(name: string, importer: string): Promise<string | undefined> {
  const toInstall = packageNameOf(name)
  if (isBuiltin(name) || toInstall === undefined || name.includes(':')) return undefined
  try {
    await resolvePackage({ name, directory: dirname(importer) })
    return undefined
  } catch {
    return `Install it where the executor is: npm install ${toInstall}`
  }
}
