import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { findInterpreter } from '../src/find-interpreter.ts'
import { probeInterpreter } from '../src/probe.ts'
import { pythonProgram } from '../src/program.ts'
import { pythonCommand } from '../src/python-command.ts'
import { findSyntaxErrors } from '../src/syntax.ts'

const folder = mkdtempSync(join(tmpdir(), 'peaflow-python-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HEADER = '# /// script\n# dependencies = ["numpy"]\n# ///\n'

function write(name: string, text: string, mode = 0o644): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

/** A program that says the version that it is told to have. */
function python(name: string, version: string): string {
  return write(name, `#!/bin/sh\necho '["${version}", "1.26.0", null]'\n`, 0o755)
}

const plain = write('plain/encode.py', 'print(1)\n')
const script = write('script/encode.py', `${HEADER}print(1)\n`)
const besides = write('venv/encode.py', HEADER)
const beside = python('venv/.venv/bin/python', '3.12.1')
const active = python('active/bin/python', '3.12.2')
const onPath = python('bin/python3', '3.12.3')
const uv = python('tools/uv', '3.12.4')
const old = python('bin/python3.8', '3.8.10')

const PATH = join(folder, 'bin')
const WITH_UV = `${join(folder, 'tools')}:${PATH}`
const VIRTUAL_ENV = join(folder, 'active')

it.each([
  ['.venv beside the file', { file: besides, env: { PATH: WITH_UV, VIRTUAL_ENV } }, { file: beside, from: '.venv' }],
  ['$VIRTUAL_ENV', { file: script, env: { PATH: WITH_UV, VIRTUAL_ENV } }, { file: active, from: 'VIRTUAL_ENV' }],
  ['uv for a script with a header', { file: script, env: { PATH: WITH_UV } }, { file: uv, from: 'uv' }],
  ['python3 for one without', { file: plain, env: { PATH: WITH_UV } }, { file: onPath, from: 'PATH' }],
  ['python3 where there is no uv', { file: script, env: { PATH } }, { file: onPath, from: 'PATH' }],
  ['a path that is named', { file: besides, python: './bin/python3.8', env: {} }, { file: old, from: 'python' }],
  ['a name on PATH', { file: besides, python: 'python3.8', env: { PATH } }, { file: old, from: 'python' }],
  ['a folder that is named', { file: plain, python: './active', env: {} }, { file: active, from: 'python' }],
  ['none', { file: plain, env: { PATH: '' } }, { from: undefined, named: undefined }],
  [
    'none for a name that leads nowhere',
    { file: besides, python: './no', env: { PATH } },
    { from: undefined, named: './no' },
  ],
])('finds %s', (_, request, expected) => {
  expect(findInterpreter({ directory: folder, ...request })).toEqual(expected)
})

it('runs the host with the interpreter, and a script with the header of the file with uv', () => {
  expect(pythonCommand({ file: onPath, from: 'PATH' }, plain)).toEqual({ file: onPath, args: ['-u', pythonProgram] })
  const before = process.env.XDG_CACHE_HOME
  process.env.XDG_CACHE_HOME = join(folder, 'cache')
  try {
    const { file, args } = pythonCommand({ file: uv, from: 'uv' }, script)
    expect([file, ...args.slice(0, 2)]).toEqual([uv, 'run', '--script'])
    const text = readFileSync(args[2] ?? '', 'utf8')
    expect(text.startsWith(HEADER)).toBe(true)
    expect(text).toContain(`runpy.run_path("${pythonProgram}", run_name="__main__")`)
  } finally {
    if (before === undefined) delete process.env.XDG_CACHE_HOME
    else process.env.XDG_CACHE_HOME = before
  }
})

it('asks an interpreter for its version and its libraries', async () => {
  const libraries = { numpy: '1.26.0', msgpack: undefined }
  expect(await probeInterpreter(active)).toEqual({ version: '3.12.2', isTooOld: false, libraries })
  expect(await probeInterpreter(old)).toMatchObject({ version: '3.8.10', isTooOld: true })
  expect(await probeInterpreter(plain)).toBeUndefined()
})

it('knows no mistakes of an interpreter that does not run', async () => {
  expect(await findSyntaxErrors(join(folder, 'none'), [plain])).toBeUndefined()
})
