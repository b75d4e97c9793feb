import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { pythonProgram } from './program.ts'
import { scriptHeader } from './script-header.ts'
import type { Interpreter } from './select-interpreter.ts'

/** A program and its arguments. */
export interface PythonCommand {
  /** The program: an absolute path. */
  readonly file: string
  readonly args: readonly string[]
}

/** The command that runs the executor in a Python file. `uv` runs a script with the header of that file, so that it has what it needs. */
export function pythonCommand({ file: program, from }: Interpreter, file: string): PythonCommand {
  if (from !== 'uv') return { file: program, args: ['-u', pythonProgram] }
  return { file: program, args: ['run', '--script', writeScript(readFileSync(file, 'utf8'))] }
}

/** Writes the script that starts the host of executors with the header of another. Its path is that of its contents: uv keeps an environment for each. */
function writeScript(text: string): string {
  const code = [
    scriptHeader(text) ?? '',
    'import runpy',
    `runpy.run_path(${JSON.stringify(pythonProgram)}, run_name="__main__")`,
  ]
  const script = `${code.join('\n')}\n`
  const path = join(scriptFolder(), `${createHash('sha256').update(script).digest('hex').slice(0, 16)}.py`)
  writeFileSync(path, script, { mode: 0o600 })
  return path
}

/** A folder that only this user can write to. */
function scriptFolder(): string {
  const { XDG_CACHE_HOME: caches = '' } = process.env
  const folder = join(isAbsolute(caches) ? caches : join(homedir(), '.cache'), 'peaflow', 'scripts')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return folder
  } catch {
    return mkdtempSync(join(tmpdir(), 'peaflow-')) // the user has no home
  }
}
