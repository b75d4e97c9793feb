import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ExecPlan, FlowError, isExec, type PeaSpec } from '@peaflow/core'
import { findInterpreter, findOnPath, isProgram, pythonCommand } from '@peaflow/python'
import type { Command } from '../../child/command.ts'
import { locate } from '../locate.ts'
import { noInterpreter } from './python.ts'

/** The program that runs an executor outside of Node. */
export interface ExecutorProgram {
  readonly command: Command
  readonly protocol: ExecPlan['protocol']
  /** The absolute folder that it runs in. */
  readonly cwd: string
  /** What errors call it: `./encode.py`, `./tool`. */
  readonly name: string
  /** The absolute path of the user's file, for a host that loads one; `null` if the program is the executor. */
  readonly uses: string | null
  /** The absolute path of the Python that runs it, if it runs in one that can be asked. */
  readonly interpreter?: string | undefined
}

type Source = Pick<PeaSpec, 'uses' | 'python' | 'directory'>

/**
 * The program that runs an executor on this machine.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_FILE` if there is no such file, `LAUNCH_EXECUTOR_PROGRAM` if there is no such program,
 * `LAUNCH_PYTHON` if there is no interpreter.
 */
export async function executorProgramOf({ uses, python, directory }: Source): Promise<ExecutorProgram> {
  if (isExec(uses)) return toProgram(uses.exec, directory)
  if (typeof uses !== 'string') throw new TypeError('a function has no program')
  const file = await locate({ uses, directory })
  const folder = resolve(directory)
  const found = findInterpreter({ file, python, directory: folder, env: process.env })
  if (found.from === undefined) throw noInterpreter(uses, found)
  const command = pythonCommand(found, file)
  return {
    command,
    protocol: 'frames',
    cwd: folder,
    name: uses,
    uses: file,
    interpreter: found.from === 'uv' ? undefined : found.file,
  }
}

/** A path that is not that of a program, or a name that is not on `PATH`. */
function noProgram(name: string, file: string | undefined): FlowError {
  if (file === undefined) {
    return new FlowError('LAUNCH_EXECUTOR_PROGRAM', `the program ${name} of exec is not on PATH`, {
      hint: `Install it on the machine of the Pea, or write its path: exec: ./${name}`,
    })
  }
  const [why, hint] = whyNotRunnable(name, file)
  return new FlowError('LAUNCH_EXECUTOR_PROGRAM', `the program ${name} of exec cannot be run: ${why}`, { hint })
}

function whyNotRunnable(name: string, file: string): readonly [why: string, hint: string] {
  const kind = statSync(file, { throwIfNoEntry: false })
  if (kind === undefined)
    return [`there is no file ${file}`, 'Relative paths are relative to the folder of the flow file']
  if (!kind.isFile()) return [`${file} is not a file`, 'Name the program in it']
  return [`${file} is not executable`, `Make it executable: chmod +x ${name}`]
}

/**
 * The program that the option `exec` names.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_PROGRAM` if it does not exist or cannot be executed.
 */
export function toProgram({ command, protocol, cwd }: ExecPlan, directory: string): ExecutorProgram {
  const [name = '', ...args] = command
  const file = name.includes('/') ? resolve(directory, name) : findOnPath(name, process.env.PATH ?? '')
  if (file === undefined || !isProgram(file)) throw noProgram(name, file)
  return { command: { file, args }, protocol, cwd: resolve(directory, cwd ?? '.'), name, uses: null }
}
