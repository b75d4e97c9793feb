import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { describe, expect, it } from 'vitest'
import { mustRun } from './packages/command.ts'
import { snippets } from './snippets.ts'
import { packages, root, sourcesOf } from './workspace.ts'

it('every package has a README with a snippet that prints something', () => {
  const shown = snippets.filter(({ language, output }) => language === 'ts' && output !== undefined)
  const pages = new Set(shown.map(({ page }) => page))
  expect(packages.map((name) => `packages/${name}/README.md`).filter((page) => !pages.has(page))).toEqual([])
})

it.each(packages)('the README of %s names only functions that people can call', (name) => {
  const text = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8').replace(/^```[\s\S]*?^```$/gm, '')
  const called = [...text.matchAll(/`(\w+)\(/g)].map(([, called = '']) => called)
  const exported = packages
    .map((one) => readFileSync(join(root, 'packages', one, 'src', 'index.ts'), 'utf8'))
    .join('\n')
  // A method of an interface, or of a class.
  const methods = sourcesOf(name).map(({ text }) => text.match(/^ {2}(?:async )?\w+(?=[(<])/gm)?.join(' ') ?? '')
  const known = new Set(`${exported} ${methods.join(' ')}`.match(/\w+/g))
  expect(called.filter((one) => !known.has(one))).toEqual([])
})

describe('the search engine of the README', () => {
  const shown = snippets.filter(({ page, marks }) => page === 'README.md' && marks.dir === 'examples/semantic-search')

  const [{ code: inCode = '' } = {}] = shown.filter(({ language }) => language === 'js')
  const [{ code: inYaml = '' } = {}] = shown.filter(({ language }) => language === 'yaml')

  it('shows the same Flow in code and in YAML', () => {
    const [expression] = /new Flow[\s\S]*?(?=\n\n)/.exec(inCode) ?? []
    const flow: Flow = new Function('Flow', `return ${expression}`)(Flow)
    expect(flow.equals(Flow.fromYaml(inYaml))).toBe(true)
  })

  it('shows the plan that peaflow draws of it', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'peaflow-'))
    await writeFile(join(cwd, 'flow.yml'), inYaml)
    const peaflow = join(root, 'packages', 'cli', 'dist', 'main.js')
    const picture = await mustRun('node', [peaflow, 'plan', 'flow.yml', '--format', 'svg'], { cwd })
    await rm(cwd, { recursive: true })
    await expect(picture).toMatchFileSnapshot(join(root, 'docs', 'images', 'plan.svg'))
  })
})
