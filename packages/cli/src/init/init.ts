import { access, mkdir, writeFile } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import { FlowError } from '@peaflow/core'
import type { GlobalOptions } from '../options/globals.ts'
import { reasonOf } from '../report/reason.ts'
import { type Language, projectFiles } from './files.ts'

/** The options of `peaflow init`. */
export interface InitOptions extends GlobalOptions {
  readonly language: Language
}

/** A README says nothing that a project with one of its own would miss. */
const OPTIONAL: ReadonlySet<string> = new Set(['README.md'])

/**
 * Writes the files of a new project.
 *
 * @throws FlowError `CONFIG_OUTPUT` if one of them exists or cannot be written.
 */
export async function initProject(folder: string, { json, language }: InitOptions): Promise<void> {
  const files = projectFiles(nameOf(folder), language)
  const existing = await findExisting(folder, Object.keys(files))
  const [taken] = existing.filter((name) => !OPTIONAL.has(name))
  if (taken !== undefined) throw exists(join(folder, taken))
  const written = Object.entries(files).filter(([name]) => !existing.includes(name))
  await mkdir(folder, { recursive: true }).catch((cause) => throwUnwritable(folder, cause))
  for (const [name, content] of written) {
    const path = join(folder, name)
    // Fails, rather than overwrites, if the file has been made meanwhile.
    await writeFile(path, content, { flag: 'wx' }).catch((cause) => throwUnwritable(path, cause))
  }
  const names = written.map(([name]) => name)
  process.stdout.write(json ? `${JSON.stringify({ folder: resolve(folder), files: names })}\n` : toText(folder, names))
}

/** The name of the Flow: that of the folder, as far as a name may contain its characters. */
function nameOf(folder: string): string {
  const name = basename(resolve(folder))
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z_]+|-+$/g, '')
  return name === '' ? 'flow' : name
}

async function findExisting(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    names.map((name) =>
      access(join(folder, name)).then(
        () => [name],
        () => [],
      ),
    ),
  )
  return found.flat()
}

function toText(folder: string, names: readonly string[]): string {
  const inside = relative(process.cwd(), resolve(folder))
  const steps = [...(inside === '' ? [] : [`cd ${toShellWord(inside)}`]), 'echo hello | peaflow run flow.yml --lines']
  return `${[`Wrote ${names.join(', ')}. Try it:`, ...steps.map((step) => `  ${step}`)].join('\n')}\n`
}

function toShellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function exists(path: string): FlowError {
  return new FlowError('CONFIG_OUTPUT', `${path} exists already, and init overwrites nothing`, {
    hint: 'Begin in another folder: peaflow init hello',
  })
}

function throwUnwritable(path: string, cause: unknown): never {
  throw new FlowError('CONFIG_OUTPUT', `${path} cannot be written: ${reasonOf(cause)}`, {
    hint: 'Begin in a folder that you may write to',
    cause,
  })
}
