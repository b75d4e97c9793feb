import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { expect, it } from 'vitest'
import { packages, root } from './workspace.ts'

// The snippets run as for somebody who installed the package: from its build, by plain Node.
const node = promisify(execFile)

/** A block of TypeScript, and the block of text that says what it prints. */
const SNIPPET = /```ts\n([^`]*(?:`(?!``)[^`]*)*)```\n\n```text\n([^`]*)```/g

const snippets = packages.flatMap((name) => {
  const folder = join(root, 'packages', name)
  const readme = join(folder, 'README.md')
  const text = existsSync(readme) ? readFileSync(readme, 'utf8') : ''
  return [...text.matchAll(SNIPPET)].map(([, code = '', output]) => ({ name, folder, code, output }))
})

it('every package has a README with a snippet', () => {
  expect([...new Set(snippets.map(({ name }) => name))]).toEqual(packages)
})

it.each(snippets)('the README of $name says what its snippet prints', async ({ folder, code, output }) => {
  const { code: script } = await transform(code, { loader: 'ts', format: 'esm' })
  const { stdout } = await node(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder })
  expect(stdout).toBe(output)
})
