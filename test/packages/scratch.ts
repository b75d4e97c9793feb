import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { root } from '../workspace.ts'
import { mustRun } from './command.ts'

/** A folder outside of the workspace, for one test file. */
export interface Scratch extends AsyncDisposable {
  readonly path: string
  /** A new empty folder in it. */
  folder(name: string): string
  /** A new folder in it that holds nothing but a `package.json`. */
  project(name: string): string
  /** A copy of an example, as somebody has it who never saw this repository. */
  example(name: string): string
}

/** Makes an empty folder that is gone after the test. */
export function openScratch(): Scratch {
  const path = mkdtempSync(join(tmpdir(), 'peaflow-packages-'))
  const folder = (name: string) => {
    mkdirSync(join(path, name))
    return join(path, name)
  }
  return {
    path,
    folder,
    project: (name) => {
      const project = folder(name)
      writeFileSync(join(project, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }))
      return project
    },
    example: (name) => {
      const copy = join(path, name)
      const filter = (file: string) => !['node_modules', '.peaflow'].includes(basename(file))
      cpSync(join(root, 'examples', name), copy, { recursive: true, filter })
      return copy
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

/** The folder with Node's binary of a major version; npm packages hold those that this machine does not have. */
export async function nodeFolder(major: string, scratch: Scratch): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return dirname(process.execPath)
  const cwd = scratch.project(`node-${major}`)
  const name = `node-${process.platform}-${process.arch}`
  await mustRun('npm', ['install', `${name}@${major}`], { cwd })
  return join(cwd, 'node_modules', name, 'bin')
}
