import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** The file that has a class in Python. */
export interface ClassFile {
  /** Relative to the folder that was searched, beginning with `./`. */
  readonly path: string
  /** Whether the file has no other class: an executor is then named by its file alone. */
  readonly isAlone: boolean
}

/** The files that have a class, by its name. */
export type PythonClasses = ReadonlyMap<string, readonly ClassFile[]>

/** The most files that are read. */
const MAX_FILES = 1_000

/** The most bytes of a file that is read. */
const MAX_SIZE = 1_000_000

/** What is not the user's own code. */
const FOREIGN = ['**/node_modules/**', '**/site-packages/**', '**/.*/**']

/** Finds the classes that the files in Python of a folder have, and of the folders in it. Runs none of them. */
export async function findPythonClasses(folder: string): Promise<PythonClasses> {
  const { glob } = await import('tinyglobby')
  const paths = await glob('**/*.py', { cwd: folder, ignore: FOREIGN, followSymbolicLinks: false })
  const classes = new Map<string, readonly ClassFile[]>()
  for (const path of paths.sort().slice(0, MAX_FILES)) {
    const names = await classesIn(join(folder, path))
    for (const name of names) {
      classes.set(name, [...(classes.get(name) ?? []), { path: `./${path}`, isAlone: names.length === 1 }])
    }
  }
  return classes
}

async function classesIn(file: string): Promise<readonly string[]> {
  if ((await stat(file)).size > MAX_SIZE) return []
  const text = await readFile(file, 'utf8')
  return [...new Set([...text.matchAll(/^class[ \t]+(\w+)/gm)].map(([, name = '']) => name))]
}
