import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { machineId } from './machine-id.ts'

/** The process that a container belongs to. */
export interface Owner {
  /** The machine of the process, as {@link machineId} identifies it. */
  readonly machine: string
  readonly pid: number
  /** When it started, in the system's own form. The process id alone does not suffice, because it is reused. */
  readonly started: string
}

/** The owner of the containers that this process launches. */
export function ownerOfThisProcess(): Owner {
  return { machine: machineId(), pid: process.pid, started: startOf(process.pid) ?? '' }
}

/** Formats an owner as the value of a label. */
export function writeOwner({ machine, pid, started }: Owner): string {
  return [machine, pid, started].join(' ')
}

/** Parses the value of a label; `undefined` if it is not an owner. */
export function readOwner(text: string): Owner | undefined {
  const match = /^(.+?) (\d+) (.*)$/.exec(text)
  if (match === null) return undefined
  const [, machine = '', pid, started = ''] = match
  return { machine, pid: Number(pid), started }
}

/** Whether an owner has certainly ended. Processes of other machines cannot be checked, so they count as running. */
export function isGone({ machine, pid, started }: Owner): boolean {
  return machine === machineId() && startOf(pid) !== started
}

/** When a process started; `undefined` if it does not exist. */
function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid)
}

function startOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in parentheses, may contain anything. The state is field 3, the start time field 22.
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
