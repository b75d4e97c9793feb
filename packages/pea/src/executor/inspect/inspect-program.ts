import { readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type ExecPlan, FlowError, isExec, type PeaPlan } from '@peaflow/core'
import { findInterpreter, findSyntaxErrors, type Interpreter } from '@peaflow/python'
import { isBuiltIn } from '../built-in.ts'
import { isYaml, readExecutorYaml } from '../executor-file.ts'
import { locate } from '../locate.ts'
import { toProgram } from '../process/program.ts'
import { noInterpreter, whyUnusable } from '../process/python.ts'
import { isPython } from '../runs-as-program.ts'

/** An executor in Python, and what decides which interpreter runs it. */
export interface PythonReference extends Pick<PeaPlan, 'python' | 'env'> {
  /** The absolute path of the file. */
  readonly file: string
  readonly uses: string
  readonly directory: string
}

/**
 * The interpreter that a Pea on this machine would run an executor with.
 *
 * @throws FlowError `LAUNCH_PYTHON` if there is none.
 */
export function interpreterOf({ file, uses, directory, python, env }: PythonReference): Interpreter {
  const found = findInterpreter({ file, python, directory: resolve(directory), env: { ...process.env, ...env } })
  if (found.from === undefined) throw noInterpreter(uses, found)
  return found
}

/**
 * Finds what would keep a Pea from running an executor in Python: its interpreter, and the syntax of its files. Runs none of
 * them. Returns the files: its own, and those beside it that it imports.
 *
 * @throws FlowError `LAUNCH_PYTHON`, or `LAUNCH_EXECUTOR_LOAD` for a mistake in the syntax.
 */
export async function inspectPython(reference: PythonReference): Promise<readonly string[]> {
  const { file, uses } = reference
  const interpreter = interpreterOf(reference)
  const files = await followPythonImports(file)
  // uv brings an interpreter only when it runs.
  if (interpreter.from === 'uv') return files
  const [mistake] = (await findSyntaxErrors(interpreter.file, files)) ?? []
  const unusable = await whyUnusable(uses, interpreter.file)
  if (unusable !== undefined) throw unusable
  if (mistake === undefined) return files
  const { line, column, message } = mistake
  throw new FlowError(
    'LAUNCH_EXECUTOR_LOAD',
    `the executor ${uses} does not load: ${mistake.file}:${line}:${column} SyntaxError: ${message}`,
  )
}

/** A program that runs an executor: its absolute path, and where a Python was found. */
export interface FoundProgram {
  readonly file: string
  readonly from: Interpreter['from'] | undefined
}

/**
 * The program that a Pea on this machine would run its executor with; `undefined` if Node runs it.
 *
 * @throws FlowError `LAUNCH_…` if a Pea would not find it.
 */
export async function findProgramOf(
  pea: Pick<PeaPlan, 'uses' | 'python' | 'env'> & { readonly directory: string },
): Promise<FoundProgram | undefined> {
  const { uses, directory } = pea
  if (isExec(uses)) return { file: toProgram(uses.exec, directory).command.file, from: undefined }
  if (typeof uses !== 'string' || isBuiltIn(uses)) return undefined
  const own = isYaml(uses) ? (await readExecutorYaml({ uses, directory })).uses : uses
  if (!isPython(own)) return undefined
  const { file, from } = interpreterOf({ ...pea, uses, file: await locate({ uses: own, directory }) })
  return { file, from }
}

/** Finds what would keep a Pea from running a program. Returns the file, if the command names one by its path. */
export function inspectProgram(exec: ExecPlan, directory: string): readonly string[] {
  const { command } = toProgram(exec, directory)
  return exec.command[0]?.includes('/') === true ? [command.file] : []
}

/** `import a.b, c` and `from .a import b`, at the beginning of a line. */
const IMPORT = /^[ \t]*(?:from[ \t]+(\.?[\w.]*)[ \t]+import[ \t]+\(?([\w \t,]*)|import[ \t]+([\w., \t]+))/gm

/** A Python file, and the files beside it and below that it imports, and theirs. */
async function followPythonImports(file: string): Promise<readonly string[]> {
  const folder = dirname(file)
  const found = new Set<string>()
  const pending = [file]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(next)) continue
    found.add(next)
    for (const name of namesIn(await readFile(next, 'utf8'))) pending.push(...(await filesOfModule(folder, name)))
  }
  return [...found]
}

function namesIn(code: string): readonly string[] {
  return [...code.matchAll(IMPORT)].flatMap(([, from, names = '', modules = '']) => {
    const split = (list: string) => list.split(',').flatMap((one) => one.trim().split(/\s+/)[0] || [])
    if (from === undefined) return split(modules)
    const base = from.replace(/^\.+/, '')
    return [base, ...split(names).map((name) => (base === '' ? name : `${base}.${name}`))].filter((name) => name !== '')
  })
}

async function filesOfModule(folder: string, name: string): Promise<readonly string[]> {
  const path = join(folder, ...name.split('.'))
  const candidates = [`${path}.py`, join(path, '__init__.py')]
  const there = await Promise.all(
    candidates.map((one) =>
      stat(one).then(
        (entry) => entry.isFile(),
        () => false,
      ),
    ),
  )
  return candidates.filter((_, index) => there[index])
}
