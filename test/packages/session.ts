import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { freePort } from '../free-port.ts'
import type { Session, Snippet } from '../snippets.ts'
import { type Outcome, run } from './command.ts'
import { copyExample } from './example-copy.ts'
import { checkPython, withoutPip } from './python-session.ts'

/** Where a session runs. */
export interface Desk {
  /** Empty at first; commands may change to another. */
  readonly folder: string
  readonly path: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Every package of ours is installed there. */
  readonly isInstalled: boolean
}

/** What the blocks before this one have left. */
interface State extends Desk {
  readonly snippet: Snippet
}

/** It takes a minute each, so that one session types it for all: that of the first Flow, on an empty machine. */
const INSTALL = /^npm (i|install) (-g |--global )?(@peaflow\/[\w-]+|peaflow)$/gm

/** What the file of an executor holds that a page only names, by its extension. */
const PASS_ON: Readonly<Record<string, string>> = {
  '.py': 'from peaflow import requests\n\n\n@requests\ndef pass_on(docs):\n    pass\n',
}
const PASS_ON_IN_JAVASCRIPT = 'export default (documents) => documents\n'

/** TypeScript as a reader of Node 20 compiles it. */
const COMPILER = ['--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', '--types', 'node']

/**
 * Follows the blocks of a session in order: saves those with a name, checks flow files and executors, runs commands and
 * programs, and compares what they print with the page.
 */
export async function follow(session: Session, desk: Desk): Promise<void> {
  let { folder } = desk
  // Where no command serves at 8080, it is the port of a container that does not run.
  const isServed = session.snippets.some(({ code }) => code.includes('8080'))
  const port = isServed ? String(freePort()) : '8080'
  if (session.dir !== undefined) copyExample(session.dir, folder)
  for (const snippet of session.snippets) {
    try {
      folder = await followOne({ ...desk, folder, snippet: servedAt(snippet, port) })
    } catch (cause) {
      throw new Error(`${snippet.page}:${snippet.line} ${cause instanceof Error ? cause.message : cause}`, { cause })
    }
  }
}

/** The block with another port to serve at: that of the page may be taken, by another page that is followed now. */
function servedAt(snippet: Snippet, port: string): Snippet {
  const { code, output } = snippet
  return { ...snippet, code: code.replaceAll('8080', port), output: output?.replaceAll('8080', port) }
}

/** Follows one block; returns the folder that the reader is in afterwards. */
async function followOne(state: State): Promise<string> {
  const { folder, snippet } = state
  save(state)
  if (snippet.language === 'sh') return await runCommands(state)
  if (snippet.language === 'yaml') await checkFile(state)
  else if (snippet.language === 'ts') await runTypeScript(state)
  else if (snippet.language === 'js') await runJavaScript(state)
  else if (/^py(thon)?$/.test(snippet.language)) await checkPython(snippet, { ...state, cwd: folder })
  else if (snippet.file === undefined) throw new Error(`"${snippet.language}" is not a language that is tested`)
  return folder
}

function save({ folder, snippet: { file, code, marks } }: State): void {
  if (file === undefined) return
  const path = join(folder, file)
  if (marks.dir !== undefined && marks.file !== undefined) expect(code).toBe(readFileSync(path, 'utf8'))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, code)
}

/** Runs the commands as a script. Only a block with an output is compared: progress is nobody's promise. */
async function runCommands(state: State): Promise<string> {
  const { folder, snippet } = state
  const where = join(folder, '.where')
  const commands = withoutPip(state.isInstalled ? snippet.code.replace(INSTALL, '') : snippet.code)
  const script = `trap 'pwd > "${where}"' EXIT\n${commands}`
  compare(await run('bash', ['-ec', script], { ...state, cwd: folder }), snippet)
  return readFileSync(where, 'utf8').trim()
}

/** A flow file as a whole; an executor YAML by a flow file that uses it. */
async function checkFile(state: State): Promise<void> {
  const { folder, snippet } = state
  const { file, code } = snippet
  const isFlow = /^pods:/m.test(code)
  if (!isFlow && file === undefined) throw new Error('is not a flow file, and does not say its name')
  const flow = isFlow ? (file ?? 'flow.yml') : `check-${file}`
  writeFileSync(join(folder, flow), isFlow ? code : `pods: { it: { uses: ./${file} } }\n`)
  writeOwnFiles(folder, code)
  compare(await run('peaflow', ['check', flow], { ...state, cwd: folder }), { ...snippet, output: undefined })
}

/** Makes the files of the reader that a flow file names: executors, and folders that containers mount. */
function writeOwnFiles(folder: string, code: string): void {
  for (const [path, extension] of code.matchAll(/\.\/[\w-][\w/-]*(\.\w+)?/g)) {
    const own = join(folder, path)
    if (existsSync(own)) continue
    mkdirSync(extension === undefined ? own : dirname(own), { recursive: true })
    if (extension !== undefined) writeFileSync(own, PASS_ON[extension] ?? PASS_ON_IN_JAVASCRIPT)
  }
}

async function runTypeScript(state: State): Promise<void> {
  const { folder, snippet } = state
  const name = snippet.file ?? `snippet-${snippet.line}.ts`
  writeFileSync(join(folder, name), snippet.code)
  const { code, stdout } = await run('tsc', [...COMPILER, name], { ...state, cwd: folder })
  if (code !== 0) throw new Error(`does not compile:\n${stdout}`)
  if (snippet.file === undefined)
    compare(await run('node', [name.replace(/ts$/, 'js')], { ...state, cwd: folder }), snippet)
}

/** Imports a module that exports a function, such as an executor; runs a program, if the page's commands do not. */
async function runJavaScript(state: State): Promise<void> {
  const { folder, snippet } = state
  const { file, code, line } = snippet
  const isModule = /^export default/m.test(code)
  if (file !== undefined && !isModule) return
  const name = file ?? `snippet-${line}.mjs`
  if (file === undefined) writeFileSync(join(folder, name), code)
  const args = isModule ? ['--input-type=module', '--eval', importModule(name)] : [name]
  compare(await run('node', args, { ...state, cwd: folder }), snippet)
}

function importModule(name: string): string {
  return `import exported from './${name}'
    const functions = typeof exported === 'function' ? [exported] : Object.values(exported.requests)
    if (!functions.every((one) => typeof one === 'function')) throw new Error('not an executor')`
}

function compare({ code, stdout, stderr }: Outcome, { marks, output }: Snippet): void {
  const { exit = '0' } = marks
  expect(String(code), `its exit code\n${stdout}\n${stderr}`).toBe(exit)
  if (output !== undefined) expect(exit === '0' ? stdout : stderr).toMatch(toPattern(output))
}

/** What a page shows, in which `…` stands for anything. */
function toPattern(output: string): RegExp {
  const escaped = output.split('…').map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${escaped.join('[^]*?')}$`)
}
