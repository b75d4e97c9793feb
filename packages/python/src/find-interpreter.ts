import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { findOnPath, isProgram } from './find-on-path.ts'
import { hasScriptHeader } from './script-header.ts'
import { type Interpreter, type MissingInterpreter, selectInterpreter } from './select-interpreter.ts'

/** What an interpreter is looked for with. */
export interface InterpreterRequest {
  /** The absolute path of the executor; `undefined` to find the one that a file without neighbours would get. */
  readonly file?: string | undefined
  /** The option `python` of the Pod: a path, a name on `PATH`, or the folder of a virtual environment. */
  readonly python?: string | undefined
  /** The absolute folder that a relative path starts from. */
  readonly directory: string
  /** The environment of the Pea. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Where the interpreter of a virtual environment is, in its folder. */
const IN_VENV = process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python')

/** Looks for the interpreter of an executor on this machine; {@link selectInterpreter} has the order. */
export function findInterpreter(request: InterpreterRequest): Interpreter | MissingInterpreter {
  const { file, python, env } = request
  const path = env.PATH ?? ''
  if (python !== undefined) return selectInterpreter({ named: { python, file: findNamed(python, request) } })
  return selectInterpreter({
    besideFile: file === undefined ? undefined : inVenv(join(dirname(file), '.venv')),
    active: env.VIRTUAL_ENV ? inVenv(env.VIRTUAL_ENV) : undefined,
    uv: file !== undefined && isScript(file) ? findOnPath('uv', path) : undefined,
    onPath: findOnPath('python3', path),
  })
}

function findNamed(python: string, { directory, env }: InterpreterRequest): string | undefined {
  if (!python.includes('/')) return findOnPath(python, env.PATH ?? '')
  const path = resolve(directory, python)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return inVenv(path)
  return isProgram(path) ? path : undefined
}

function inVenv(folder: string): string | undefined {
  const path = join(folder, IN_VENV)
  return isProgram(path) ? path : undefined
}

function isScript(file: string): boolean {
  try {
    return hasScriptHeader(readFileSync(file, 'utf8'))
  } catch {
    return false // whoever loads the file says what is wrong with it
  }
}
