import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildFlow, Flow } from '@peaflow/flow'
import { transform } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { inCopy } from './folder-copy.ts'
import { optionsPage } from './options-page.ts'
import { type Snippet, snippets } from './snippets.ts'
import { root } from './workspace.ts'

// Snippets run as for a user: the built packages, plain Node, the built command.
const run = promisify(execFile)
const peaflow = join(root, 'packages', 'cli', 'dist', 'main.js')

describe('a snippet of TypeScript runs and prints what the page says', () => {
  it.each(written('ts'))('$page:$line', async ({ code, folder, output }) => {
    const { code: script } = await transform(code, { loader: 'ts', format: 'esm', target: 'node20' })
    const args = ['--input-type=module', '--eval', script]
    const { stdout } = await inCopy(folder, (cwd) => run(process.execPath, args, { cwd }))
    if (output !== undefined) expect(stdout).toBe(output)
  })
})

describe('a snippet of JavaScript that shows no file is an executor', () => {
  it.each(written('js').filter(({ file }) => file === undefined))('$page:$line', async ({ code }) => {
    const module = await import(`data:text/javascript,${encodeURIComponent(code)}`)
    const requests = typeof module.default === 'function' ? [module.default] : Object.values(module.default.requests)
    expect(requests.map((request) => typeof request)).toEqual(requests.map(() => 'function'))
  })
})

describe('a snippet of YAML is a flow file without a mistake', () => {
  // An executor YAML has no Pods; the tests of the package that reads it try those.
  it.each(written('yaml').filter(({ code }) => code.includes('pods:')))('$page:$line', ({ code }) => {
    expect(buildFlow(Flow.fromYaml(code)).peas.length).toBeGreaterThan(1)
  })
})

describe('a command of a page works', () => {
  it.each(written('sh').flatMap(toCommands))('$page: $command', async ({ command, folder }) => {
    const script = /^npm run (\S+)/.exec(command)?.[1] ?? (command === 'npm test' ? 'test' : undefined)
    if (script !== undefined) return expect(scripts()).toHaveProperty(script)
    const ours = command.replace(/npx peaflow/g, `node ${peaflow}`)
    await inCopy(folder, (cwd) => run('bash', ['-ec', ours], { cwd }))
  })
})

it('a snippet that shows a file shows it as it is', () => {
  const shown = snippets.filter(({ file }) => file !== undefined)
  for (const { page, line, code, folder, file = '' } of shown) {
    expect(code, `${page}:${line}`).toBe(readFileSync(join(folder, file), 'utf8'))
  }
})

it('every snippet is of a language that is tried', () => {
  expect([...new Set(snippets.map(({ language }) => language))].sort()).toEqual(['js', 'sh', 'text', 'ts', 'yaml'])
})

// Written anew by: npx vitest run test/snippets -u
it('the options are those of the schema', async () => {
  await expect(optionsPage()).toMatchFileSnapshot(join(root, 'docs', 'options.md'))
})

describe('the first screen of the README', () => {
  const [{ code: inCode = '' } = {}] = written('ts')
  const [{ code: inYaml = '' } = {}] = written('yaml')

  it('shows the same Flow in code and in YAML', () => {
    const [expression] = /new Flow[\s\S]*?(?=\n\n)/.exec(inCode) ?? []
    const flow: Flow = new Function('Flow', `return ${expression}`)(Flow)
    expect(flow.equals(Flow.fromYaml(inYaml))).toBe(true)
  })

  it('shows the plan that peaflow draws of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'peaflow-'))
    await writeFile(join(folder, 'flow.yml'), inYaml)
    const { stdout } = await run(process.execPath, [peaflow, 'plan', 'flow.yml', '--format', 'svg'], { cwd: folder })
    await rm(folder, { recursive: true })
    await expect(stdout).toMatchFileSnapshot(join(root, 'docs', 'images', 'plan.svg'))
  })
})

function written(language: string): Snippet[] {
  return snippets.filter((snippet) => snippet.language === language)
}

/** A page's installing is not tried: nothing of ours is published while it is tested. */
function toCommands({ page, code, folder }: Snippet) {
  const commands = code.split('\n').filter((command) => command !== '' && !/^(npm i |git |#)/.test(command))
  return commands.map((command) => ({ page, command, folder }))
}

function scripts(): unknown {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts
}
