import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { pythonFolder } from '../../../../test/python.ts'
import { fromNdjson, runCommand } from '../process.ts'

let cwd = ''

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'peaflow-init-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

it('begins a project that runs at once, as it says', async () => {
  const { code, stdout, stderr } = await runCommand(['init', 'my project'], '', { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toBe(
    "Wrote flow.yml, shout.mjs, README.md. Try it:\n  cd 'my project'\n  echo hello | peaflow run flow.yml --lines\n",
  )
  const folder = join(cwd, 'my project')
  const check = await runCommand(['check', 'flow.yml'], '', { cwd: folder })
  expect(check.stdout).toMatch(/^flow\.yml: 0 errors, 0 warnings;/)
  const run = await runCommand(['run', 'flow.yml', '--lines'], 'hello\n', { cwd: folder })
  expect(fromNdjson(run.stdout)).toMatchObject([{ text: 'HELLO' }])
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(/^# my-project\n/)
})

const hasPython = pythonFolder() !== undefined

it.skipIf(!hasPython)('begins one in Python with --python', async () => {
  const { code, stdout, stderr } = await runCommand(['init', '--python', 'soup'], '', { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toBe(
    'Wrote flow.yml, shout.py, README.md. Try it:\n  cd soup\n  echo hello | peaflow run flow.yml --lines\n',
  )
  const folder = join(cwd, 'soup')
  const check = await runCommand(['check', 'flow.yml'], '', { cwd: folder })
  expect(check.stdout).toMatch(/^flow\.yml: 0 errors, 0 warnings;/)
  const run = await runCommand(['run', 'flow.yml', '--lines'], 'hello\n', { cwd: folder })
  expect(fromNdjson(run.stdout)).toMatchObject([{ text: 'HELLO' }])
  expect(run.stderr).toMatch(/info shout\/[01] \| shouts 1$/m)
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(/^# soup\n(.*\n)*.*\.venv/)
})

it('overwrites no executor in Python', async () => {
  writeFileSync(join(cwd, 'shout.py'), 'mine')
  const { code } = await runCommand(['init', '--python'], '', { cwd })
  expect(code).toBe(2)
  expect(readdirSync(cwd)).toEqual(['shout.py'])
})

it.each(['flow.yml', 'shout.mjs'])('overwrites nothing: with a %s it writes no file', async (name) => {
  writeFileSync(join(cwd, name), 'mine')
  const { code, stdout, stderr } = await runCommand(['init'], '', { cwd })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toBe(
    `error: ${name} exists already, and init overwrites nothing [CONFIG_OUTPUT]\n  hint: Begin in another folder: peaflow init hello\n`,
  )
  expect(readdirSync(cwd)).toEqual([name])
  expect(readFileSync(join(cwd, name), 'utf8')).toBe('mine')
})

it('keeps a README, and tells a script what it has written', async () => {
  writeFileSync(join(cwd, 'README.md'), 'mine')
  const { code, stdout } = await runCommand(['init', '--json'], '', { cwd })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ files: ['flow.yml', 'shout.mjs'] })
  expect(readFileSync(join(cwd, 'README.md'), 'utf8')).toBe('mine')
})

it('says why it cannot write', async () => {
  writeFileSync(join(cwd, 'file'), '')
  const { code, stderr } = await runCommand(['init', 'file'], '', { cwd })
  expect(code).toBe(2)
  expect(stderr).toMatch(/^error: file cannot be written: .* \[CONFIG_OUTPUT\]\n {2}hint: /)
})
