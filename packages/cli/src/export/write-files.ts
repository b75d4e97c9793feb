import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FlowError } from '@peaflow/core'
import type { ManifestFile } from '@peaflow/manifests'
import { reasonOf } from '../report/reason.ts'

/** What became of the files of an export. */
export interface WrittenFiles {
  readonly written: readonly string[]
  /** Secret files that existed, and were left as they are. */
  readonly left: readonly string[]
}

/**
 * Writes files into a folder. A secret file is for its owner alone, and one that exists stays as it is.
 *
 * @throws FlowError `CONFIG_OUTPUT` if one cannot be written.
 */
export async function writeFiles(folder: string, files: readonly ManifestFile[]): Promise<WrittenFiles> {
  const left = files.filter(({ path, isSecret }) => isSecret && existsSync(join(folder, path)))
  const written = files.filter((file) => !left.includes(file))
  for (const file of written) await write(folder, file)
  return { written: written.map(({ path }) => path), left: left.map(({ path }) => path) }
}

async function write(folder: string, { path, text: own, isSecret, isShared }: ManifestFile): Promise<void> {
  const file = join(folder, path)
  try {
    const text = isShared ? withVariables(file, own) : own
    await mkdir(dirname(file), { recursive: true, ...(isSecret && dirname(path) !== '.' && { mode: 0o700 }) })
    await writeFile(file, text, isSecret ? { mode: 0o600, flag: 'wx' } : {})
    // The mode of a new file is what the umask leaves of it.
    if (isSecret) await chmod(file, 0o600)
  } catch (cause) {
    throw new FlowError('CONFIG_OUTPUT', `${file} cannot be written: ${reasonOf(cause)}`, {
      hint: 'Choose another folder',
      cause,
    })
  }
}

/** A `.gitignore` that names secret files, with the lines that it already has; `undefined` if it names them all. */
export function gitignore(folder: string, secrets: readonly string[]): ManifestFile | undefined {
  const before = textOf(join(folder, '.gitignore'))
  const rows = before.split('\n').map((row) => row.trim())
  const missing = secrets.filter((secret) => !rows.includes(`/${secret}`))
  if (missing.length === 0) return undefined
  const text = `${endLine(before)}${missing.map((secret) => `/${secret}\n`).join('')}`
  return { path: '.gitignore', text, isSecret: false }
}

/** The text of a file of variables, and those of these rows that it lacks. */
function withVariables(file: string, rows: string): string {
  const before = textOf(file)
  const nameOf = (row: string): string => row.replace(/^\s*(?:export\s+)?/, '').replace(/\s*=.*/, '')
  const names = new Set(before.split('\n').map(nameOf))
  const missing = rows.split('\n').filter((row) => row !== '' && !names.has(nameOf(row)))
  return `${endLine(before)}${missing.map((row) => `${row}\n`).join('')}`
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
