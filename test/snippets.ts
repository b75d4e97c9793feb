import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './workspace.ts'

/** One fenced block of a page: ```` ```sh dir=examples/hello ````. [CONTRIBUTING.md](../CONTRIBUTING.md) explains the marks. */
export interface Snippet {
  /** Relative to the root. */
  readonly page: string
  readonly line: number
  readonly language: string
  readonly code: string
  readonly marks: Marks
  /** The file that it is saved as: its mark `file`, or the name in the comment that it begins with. */
  readonly file: string | undefined
  /** What it prints, if the page shows that in a block of text right below. `…` stands for anything. */
  readonly output: string | undefined
}

/** What stands behind the language of a block. */
export interface Marks {
  /** The example that it runs in a copy of. */
  readonly dir?: string
  readonly file?: string
  /** The exit code of its last command. Its output is then what it writes to stderr. */
  readonly exit?: string
  /** It needs Docker. */
  readonly docker?: string
  /** It runs in a clone of the repository. */
  readonly clone?: string
  /** Why no test runs it. */
  readonly 'not-run'?: string
}

/** The blocks of a page that follow one another in one folder. */
export interface Session {
  readonly page: string
  readonly dir: string | undefined
  readonly snippets: readonly Snippet[]
}

const MARKS = ['dir', 'file', 'exit', 'docker', 'clone', 'not-run']
const FENCE = /^( *)```(\w*)([^\n]*)\n([\s\S]*?)^\1```$/gm
const OUTPUT = /^\n+ *```text\n([\s\S]*?)^ *```$/m
const NAME_IN_COMMENT = /^(?:\/\/|#) ([\w./-]+\.\w+)\n/

/** Every page that people read, relative to the root. */
export const pages: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'bench/README.md'],
  ...pagesOf('docs'),
  ...readmesOf('examples'),
  ...readmesOf('packages'),
]

/** Every block of theirs, except for those that show what another prints. */
export const snippets: readonly Snippet[] = pages.flatMap(snippetsOf)

/** The sessions of a page: one for each folder that its blocks run in. */
export function sessionsOf(page: string): Session[] {
  const own = snippets.filter((snippet) => snippet.page === page && snippet.language !== 'text')
  const here = own.filter(({ marks }) => marks.clone === undefined && marks['not-run'] === undefined)
  const dirs = new Set(here.map(({ marks }) => marks.dir))
  return [...dirs].map((dir) => ({ page, dir, snippets: here.filter(({ marks }) => marks.dir === dir) }))
}

function pagesOf(folder: string): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'))
  return names.map((name) => `${folder}/${name}`)
}

function readmesOf(folder: string): string[] {
  const readmes = readdirSync(join(root, folder)).map((name) => `${folder}/${name}/README.md`)
  return readmes.filter((page) => existsSync(join(root, page)))
}

function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(root, page), 'utf8')
  const found: Snippet[] = []
  let shown = 0
  for (const match of text.matchAll(FENCE)) {
    const [block, indent = '', language = '', info = '', code = ''] = match
    if (match.index < shown) continue
    const below = OUTPUT.exec(text.slice(match.index + block.length))
    const output = language !== 'text' && below?.index === 0 ? below : undefined
    if (output !== undefined) shown = match.index + block.length + output[0].length
    const snippet = toSnippet({ language, info, code: outdent(code, indent), output: output?.[1] })
    found.push({ page, line: text.slice(0, match.index).split('\n').length, ...snippet })
  }
  return found
}

interface Block extends Pick<Snippet, 'language' | 'code' | 'output'> {
  readonly info: string
}

function toSnippet({ language, info, code, output }: Block): Omit<Snippet, 'page' | 'line'> {
  const marks = marksOf(info)
  const file = marks.file ?? NAME_IN_COMMENT.exec(code)?.[1]
  // A block without a language is a drawing.
  return { language: language === '' ? 'text' : language, code, marks, file, output }
}

function marksOf(info: string): Marks {
  const marks = [...info.matchAll(/([\w-]+)(?:=(?:"([^"]*)"|(\S+)))?/g)]
  const unknown = marks.filter(([, name = '']) => !MARKS.includes(name))
  if (unknown.length > 0) throw new Error(`not a mark of a block: ${unknown.map(([mark]) => mark).join(' ')}`)
  return Object.fromEntries(marks.map(([, name, quoted, bare = '']) => [name, quoted ?? bare]))
}

function outdent(code: string, indent: string): string {
  return code
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .join('\n')
}
