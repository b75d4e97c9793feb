import { lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUILT_IN_EXECUTORS, FlowError, nearest } from '@peaflow/core'
import { isInstalled, packageNameOf, resolvePackage } from './resolve-package.ts'

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
export async function locate({ uses, directory }: Reference): Promise<string> {
  const path = pathOf({ uses, directory })
  const kind = statSync(path, { throwIfNoEntry: false })
  if (kind?.isFile()) return path
  if (isPath(uses) && !isInPackage({ uses, directory }))
    throw kind === undefined ? missing({ uses, directory }, path) : folder(uses, path)
  try {
    return await resolvePackage({ name: uses, directory })
  } catch (cause) {
    throw noPackage({ uses, directory }, cause)
  }
}

/** Whether `uses` names a file of an installed package, such as `acme/encode.js`. */
function isInPackage({ uses, directory }: Reference): boolean {
  const name = packageNameOf(uses)
  return name !== undefined && name !== uses && isInstalled({ name, directory })
}

function pathOf({ uses, directory }: Reference): string {
  if (!uses.startsWith('file:')) return resolve(directory, uses)
  try {
    return fileURLToPath(uses)
  } catch (cause) {
    const message = `the executor ${uses} is not the URL of a file on this machine`
    throw new FlowError('LAUNCH_EXECUTOR_FILE', message, { hint: 'Write its path, or file:/// and its path', cause })
  }
}

/** Whether `uses` names a file by its path, not a package. */
export function isPath(uses: string): boolean {
  return /^(\.{1,2}\/|file:)/.test(uses) || isAbsolute(uses) || /^\.[cm]?[jt]s$|^\.ya?ml$/.test(extname(uses))
}

function missing({ uses, directory }: Reference, path: string): FlowError {
  const target = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined
  const what = target === undefined ? `no file ${path}` : `it is a symbolic link to ${target}, which is not there`
  const hint = suggest(directory, path) ?? `Relative paths are relative to ${directory}`
  return new FlowError('LAUNCH_EXECUTOR_FILE', `the executor ${uses} does not exist: ${what}`, { hint })
}

function folder(uses: string, path: string): FlowError {
  const index = filesOf(path).find((name) => /^index\.[cm]?[jt]s$/.test(name))
  const hint = index === undefined ? 'Name the file in it' : `Did you mean ${join(uses, index)}?`
  return new FlowError('LAUNCH_EXECUTOR_FILE', `the executor ${uses} is a folder, not a file`, { hint })
}

function noPackage({ uses, directory }: Reference, cause: unknown): FlowError {
  const name = packageNameOf(uses)
  if (isBuiltin(uses))
    return refused(`the executor ${uses} is a module of Node, not an executor`, 'Start a path with ./')
  const isThere = name !== undefined && isInstalled({ name, directory })
  const message = isThere
    ? `the executor ${uses} does not resolve, though the package ${name} is installed: ${reasonOf(cause)}`
    : `the executor ${uses} is neither a file in ${directory} nor a package installed there`
  return refused(message, hintFor({ uses, directory }, isThere ? undefined : name), cause)
}

function hintFor({ uses, directory }: Reference, toInstall: string | undefined): string {
  const builtIn = BUILT_IN_EXECUTORS.find((one) => one === `_${uses}`)
  if (builtIn !== undefined) return `Did you mean "${builtIn}"?`
  const meant = suggest(directory, resolve(directory, uses))
  if (meant !== undefined) return meant
  if (/^[A-Z]\w*$/.test(uses)) return 'A class in Python is named by its file, such as ./executors.py'
  // Names of built-in executors start with an underscore, and those of packages do not.
  return toInstall === undefined
    ? 'Start a path with ./'
    : `Start a path with ./, or install the package: npm install ${toInstall}`
}

/** Node's reason, without the importing file, which does not exist. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  return message.replace(/ imported from .*$/s, '')
}

function refused(message: string, hint: string, cause?: unknown): FlowError {
  return new FlowError('LAUNCH_EXECUTOR_FILE', message, { hint, cause })
}

/** Suggests the file beside the missing one that was probably meant. */
function suggest(directory: string, path: string): string | undefined {
  const other = findOtherExtension(path)
  const files = filesOf(dirname(path))
  const meant =
    other !== undefined
      ? basename(other)
      : (files.find((file) => file.startsWith(`${basename(path)}.`)) ?? nearest(basename(path), files))
  if (meant === undefined) return undefined
  const shown = relative(directory, join(dirname(path), meant))
  return `Did you mean ${shown.startsWith('.') ? shown : `./${shown}`}?`
}

/** The file of the same name that is TypeScript instead of JavaScript, or the other way round. */
export function findOtherExtension(path: string): string | undefined {
  const swapped = /\.[cm]?[jt]s$/.test(path)
    ? path.replace(/([jt])s$/, (_, kind) => (kind === 'j' ? 'ts' : 'js'))
    : path
  return swapped !== path && statSync(swapped, { throwIfNoEntry: false })?.isFile() ? swapped : undefined
}

function filesOf(folder: string): string[] {
  const entries = statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder, { withFileTypes: true })
    : []
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}
