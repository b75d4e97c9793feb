import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './workspace.ts'

/** One fenced block of a page: ```` ```ts dir=examples/hello file=greet.js ````. */
export interface Snippet {
  /** Relative to the root. */
  readonly page: string
  readonly line: number
  readonly language: string
  readonly code: string
  /** The folder that it is run in a copy of: that of the example `hello` unless the page says another. */
  readonly folder: string
  /** The file there that it shows as it is. */
  readonly file: string | undefined
  /** What it prints, if the page shows that in a block of text right below. */
  readonly output: string | undefined
}

const FENCE = /^```(\w+)(?: dir=(\S+))?(?: file=(\S+))?\n([\s\S]*?)^```$/gm
const OUTPUT = /^\n+```text\n([\s\S]*?)^```$/m

/** The pages that people read first, relative to the root. */
export const pages: readonly string[] = [
  'README.md',
  'bench/README.md',
  'examples/semantic-search/README.md',
  ...pagesOf('docs'),
]

/** Every block of theirs. */
export const snippets: readonly Snippet[] = pages.flatMap(snippetsOf)

function pagesOf(folder: string): string[] {
  const pages = readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'))
  return pages.map((name) => `${folder}/${name}`)
}

function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(FENCE)].map((match) => {
    const [block, language = '', folder = 'examples/hello', file, code = ''] = match
    const below = OUTPUT.exec(text.slice(match.index + block.length))
    return {
      page,
      line: text.slice(0, match.index).split('\n').length,
      language,
      code,
      folder: join(root, folder),
      file,
      output: below?.index === 0 ? below[1] : undefined,
    }
  })
}
