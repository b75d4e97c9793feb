import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packages, root } from './workspace.ts'

// Paths that a page names are relative to the repository, to its packages, or, in a table of concepts, to the data plane.
const BASES = ['', 'packages', 'packages/pea/src']

const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')

interface Row {
  readonly folders: readonly string[]
  readonly files: readonly string[]
}

/** The rows of each table of a package's folders. */
const tables = [...page.matchAll(/^\| folder of `([\w-]+)\/src` \|.*\n\|[-|]+\n((?:\|.*\n)+)/gm)].map(
  ([, name = '', rows = '']) => ({ name, rows: rows.trim().split('\n').map(toRow) }),
)

it('has a table of the folders of every package that has any, but for the command, which has one for each command', () => {
  const withFolders = packages.filter((name) => foldersOf(name).length > 0 && name !== 'cli')
  expect(tables.map(({ name }) => name).sort()).toEqual(withFolders.sort())
})

describe.each(tables)('the table of $name', ({ name, rows }) => {
  it('names every folder once', () => {
    expect(rows.flatMap(({ folders }) => folders).sort()).toEqual(foldersOf(name).sort())
  })

  it('names files of the folder in the same row', () => {
    const exists = (folder: string, file: string) => existsSync(join(root, 'packages', name, 'src', folder, file))
    const missing = rows.flatMap(({ folders, files }) =>
      files.filter((file) => !folders.some((one) => exists(one, file))),
    )
    expect(missing).toEqual([])
  })
})

it.each(['docs/architecture.md', 'CONTRIBUTING.md', 'README.md', 'docs/README.md', 'docs/releasing.md'])(
  'every path in %s exists',
  (file) => {
    const text = readFileSync(join(root, file), 'utf8').replace(/^```[\s\S]*?^```$/gm, '')
    const paths = codeIn(text).filter((code) => /^[\w-][\w.-]*(\/[\w.*-]+)+$/.test(code))
    expect(paths.filter((path) => !BASES.some((base) => existsSync(join(root, base, path))))).toEqual([])
  },
)

function toRow(row: string): Row {
  const [, folders = '', holds = ''] = row.split('|')
  return { folders: codeIn(folders), files: codeIn(holds).filter((code) => /^[\w-]+\.ts$/.test(code)) }
}

function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
}

function foldersOf(name: string): string[] {
  const entries = readdirSync(join(root, 'packages', name, 'src'), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}
