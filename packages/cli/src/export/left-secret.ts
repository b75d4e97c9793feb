import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FlowError } from '@peaflow/core'
import type { ManifestFile } from '@peaflow/manifests'
import type { Diagnosis } from '../report/diagnosis.ts'
import { KEY } from './secrets.ts'

/** The Secret of Kubernetes, which an export writes once. */
const SECRET = 'secret.yaml'

/**
 * Looks at the secret files of an earlier export, which stay as they are. Warns of entries that a Secret lacks, and of keys that
 * are not those of the Flow.
 *
 * @param newKeys - the keys of the Pods, where that of the Flow was made for this export.
 *
 * @throws FlowError `CONFIG_OUTPUT` if a Secret is that of another Flow: what is written would look for another one.
 */
export function checkLeft(
  folder: string,
  files: readonly ManifestFile[],
  newKeys: Iterable<string> = [],
): readonly Diagnosis[] {
  const withEntries = files.filter(({ path, isSecret }) => isSecret && (path === SECRET || path.endsWith('.env')))
  return [...withEntries.flatMap((file) => checkEntries(folder, file)), ...checkLeftKeys(folder, files, [...newKeys])]
}

/** A file with several entries: a Secret, or variables. */
function checkEntries(folder: string, { path, text }: ManifestFile): readonly Diagnosis[] {
  const file = join(folder, path)
  if (!existsSync(file)) return []
  const there = readFileSync(file, 'utf8')
  if (path === SECRET) checkName(file, { there: nameOf(there), needed: nameOf(text) })
  const entriesOf = path === SECRET ? secretEntries : variables
  const entries = new Set(entriesOf(there))
  const missing = entriesOf(text).filter((entry) => !entries.has(entry))
  if (missing.length === 0) return []
  const hint = `Add them, or remove ${file} and export again: the key stays that of ${KEY}`
  return [{ severity: 'warning', code: 'CONFIG_EXPORT_SECRET', message: `${file} lacks ${missing.join(', ')}`, hint }]
}

function checkLeftKeys(
  folder: string,
  files: readonly ManifestFile[],
  newKeys: readonly string[],
): readonly Diagnosis[] {
  const left = files
    .filter(({ path, text }) => existsSync(join(folder, path)) && newKeys.some((key) => text.includes(key.trimEnd())))
    .map(({ path }) => join(folder, path))
  if (left.length === 0) return []
  const own = join(folder, KEY)
  const message = `${own} is a new key, and ${left.join(', ')} stays with an earlier one`
  const hint = `Put that key in ${own}, or remove what stays, and export again`
  return [{ severity: 'warning', code: 'CONFIG_EXPORT_SECRET', message, hint }]
}

interface Names {
  readonly there: string | undefined
  readonly needed: string | undefined
}

function checkName(file: string, { there, needed }: Names): void {
  if (there === undefined || there === needed) return
  throw new FlowError('CONFIG_OUTPUT', `${file} is the Secret "${there}", and this Flow needs one named "${needed}"`, {
    hint: `Choose another folder, or remove ${file}: a Flow that was renamed keeps its key`,
  })
}

/** By their lines: a file that was encrypted still has their names, and its own. */
function secretEntries(text: string): readonly string[] {
  return [...text.matchAll(/^ {2}([\w.-]+):/gm)].map(([, name = '']) => name)
}

/** The names of variables, one in each row. */
function variables(text: string): readonly string[] {
  return [...text.matchAll(/^\s*(?:export\s+)?([\w.-]+)\s*=/gm)].map(([, name = '']) => name)
}

/** The name of the object; `undefined` in a file that is not laid out as an export does it. */
function nameOf(text: string): string | undefined {
  return /^metadata:\n {2}name: (.+)$/m.exec(text)?.[1]
}
