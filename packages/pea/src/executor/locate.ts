import { readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FlowError, nearest } from '@peaflow/core'

/** The value of `uses`, and the absolute folder that it is relative to. */
export interface Reference {
  readonly uses: string
  readonly directory: string
}

/**
 * The absolute path of the file that `uses` names: a file relative to the folder, an absolute path, a `file:` URL, or a
 * package that is installed where the folder can see it.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_FILE` if there is no such file.
 */
export function locate({ uses, directory }: Reference): string {
  const path = uses.startsWith('file:') ? fileURLToPath(uses) : resolve(directory, uses)
  const kind = statSync(path, { throwIfNoEntry: false })
  if (kind?.isFile()) return path
  if (isPath(uses)) throw kind === undefined ? missing({ uses, directory }, path) : folder(uses, path)
  try {
    return createRequire(join(directory, 'flow')).resolve(uses)
  } catch (cause) {
    throw noPackage({ uses, directory }, path, cause)
  }
}

/** Whether `uses` names a file by its path, not a package. */
export function isPath(uses: string): boolean {
  return /^(\.{1,2}\/|file:)/.test(uses) || isAbsolute(uses) || /^\.[cm]?[jt]s$|^\.ya?ml$/.test(extname(uses))
}

function missing(reference: Reference, path: string): FlowError {
  const hint = suggest(reference.directory, path) ?? `Relative paths are relative to ${reference.directory}`
  return new FlowError('LAUNCH_EXECUTOR_FILE', `the executor ${reference.uses} does not exist: no file ${path}`, {
    hint,
  })
}

function folder(uses: string, path: string): FlowError {
  const index = filesOf(path).find((name) => /^index\.[cm]?js$/.test(name))
  const hint = index === undefined ? 'Name the file in it' : `Did you mean ${join(uses, index)}?`
  return new FlowError('LAUNCH_EXECUTOR_FILE', `the executor ${uses} is a folder, not a file`, { hint })
}

function noPackage({ uses, directory }: Reference, path: string, cause: unknown): FlowError {
  const message = `the executor ${uses} is neither a file in ${directory} nor a package installed there`
  const hint = suggest(directory, path) ?? `Start a path with ./, or install the package: npm install ${uses}`
  return new FlowError('LAUNCH_EXECUTOR_FILE', message, { hint, cause })
}

/** Suggests the file beside the missing one that was probably meant. */
function suggest(directory: string, path: string): string | undefined {
  const files = filesOf(dirname(path))
  const meant = files.find((file) => file.startsWith(`${basename(path)}.`)) ?? nearest(basename(path), files)
  if (meant === undefined) return undefined
  const shown = relative(directory, join(dirname(path), meant))
  return `Did you mean ${shown.startsWith('.') ? shown : `./${shown}`}?`
}

function filesOf(folder: string): string[] {
  const entries = statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder, { withFileTypes: true })
    : []
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}
