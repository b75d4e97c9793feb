import { readdirSync, readFileSync } from 'node:fs'

// The kernel counts CPU time in hundredths of a second.
const TICK = 10

/** A process and all its descendants. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const parent = Number(statOf(pid)?.[1])
    children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const tree = [root]
  for (const pid of tree) tree.push(...(children.get(pid) ?? []))
  return tree
}

/** Milliseconds of CPU that processes have used so far, in user and kernel code. */
export function cpuTime(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = statOf(pid)
    return sum + (Number(stat?.[11] ?? 0) + Number(stat?.[12] ?? 0)) * TICK
  }, 0)
}

/** Memory of one process, in bytes: its share of all pages, and the pages that only it has. */
export interface Memory {
  readonly pss: number
  readonly private: number
}

/** The memory of a process, as the kernel reports it. */
export function memoryOf(pid: number): Memory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) * 1024
  return { pss: field('Pss'), private: field('Private_Clean') + field('Private_Dirty') }
}

/** The fields after the name, which may itself contain spaces; `undefined` if the process has ended. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
