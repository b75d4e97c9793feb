import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { runNode } from './program.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const program = fileURLToPath(new URL('../bin/peaflow.js', import.meta.url))

it('brings the command peaflow, in its own version', async () => {
  expect(await runNode(program, '--version')).toBe(`${version}\n`)
})

it('answers --help', async () => {
  expect(await runNode(program, '--help')).toMatch(/^Usage: peaflow <command>/)
})
