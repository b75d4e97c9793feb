import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './workspace.ts'

interface Link {
  readonly page: string
  /** Relative to the root; the page itself where a link gives a heading alone. */
  readonly target: string
  readonly heading: string | undefined
}

const OUR_FOLDERS = ['.', '.changeset', 'bench', 'docs', ...below('examples'), ...below('packages')]

/** Every page that people read, relative to the root. */
const pages = OUR_FOLDERS.flatMap((folder) => {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md')
  return names.map((name) => join(folder, name))
})
const links = pages.flatMap(linksOf)

it('every link leads to a file', () => {
  expect(links.filter(({ target }) => !existsSync(join(root, target)))).toEqual([])
})

it('every link to a heading leads to one', () => {
  const toHeadings = links.filter(({ heading }) => heading !== undefined)
  expect(toHeadings.filter(({ target, heading = '' }) => !headingsOf(target).includes(heading))).toEqual([])
})

it('a package links to nothing outside of it, which a registry would not show', () => {
  const isOutside = ({ page, target }: Link) => page.startsWith('packages/') && !target.startsWith(dirname(page))
  expect(links.filter(isOutside)).toEqual([])
})

it('every page of docs is reached from its first, and that from the README', () => {
  const reached = new Set(['README.md'])
  for (const page of reached) for (const { target } of links.filter((link) => link.page === page)) reached.add(target)
  const docs = pages.filter((page) => page.startsWith('docs/'))
  expect(docs.filter((page) => !reached.has(page))).toEqual([])
})

function below(folder: string): string[] {
  return readdirSync(join(root, folder)).map((name) => join(folder, name))
}

function linksOf(page: string): Link[] {
  const text = withoutCode(readFileSync(join(root, page), 'utf8'))
  return [...text.matchAll(/\]\((?!\w+:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, path = '', heading]) => ({
    page,
    target: path === '' ? page : normalize(join(dirname(page), path)),
    heading,
  }))
}

/** The names under which a page's headings are linked to. */
function headingsOf(page: string): string[] {
  const text = withoutCode(readFileSync(join(root, page), 'utf8'))
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => {
    const words = title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '')
    return words.replace(/\s/g, '-')
  })
}

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '')
}
