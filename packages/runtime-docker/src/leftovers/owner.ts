import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { machineName } from './machine.ts'

/** The process that a container belongs to. */
export interface Owner {
  /** Its machine, and where that is itself a container, which. */
  readonly machine: string
  readonly pid: number
  /** When it started, in whatever form the system gives it: a process id alone is given again. */
  readonly started: string
}

/** The owner of whatever this process launches. */
export function ownerOfThisProcess(): Owner {
  return { machine: machineName(), pid: process.pid, started: startOf(process.pid) ?? '' }
}

/** An owner as a label's value. */
export function writeOwner({ machine, pid, started }: Owner): string {
  return [machine, pid, started].join(' ')
}

/** The owner in a label's value; nothing if it is none. */
export function readOwner(text: string): Owner | undefined {
  const match = /^(.+?) (\d+) (.*)$/.exec(text)
  if (match === null) return undefined
  const [, machine = '', pid, started = ''] = match
  return { machine, pid: Number(pid), started }
}

/** Whether an owner has certainly ended. One of another machine cannot be judged here, so it has not. */
export function isGone({ machine, pid, started }: Owner): boolean {
  return machine === machineName() && startOf(pid) !== started
}

/** When a process started; nothing if there is none. */
function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid)
}

function startOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in parentheses, may hold anything; the state is field 3 and the start field 22.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : fields[18]
  } catch {
    return undefined
  }
}

function startElsewhere(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .replaceAll(' ', '_')
  } catch {
    return undefined
  }
}
