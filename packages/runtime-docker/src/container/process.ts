import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Engine } from '../engine/connect.ts'

/** Milliseconds that the Engine has to name the process. */
const INSPECT_TIMEOUT = 5_000

/** Milliseconds that the kernel has to end a process, and between two looks at it. */
const KILL_TIMEOUT = 1_000
const INTERVAL = 20

/**
 * The first process of a container, as this machine sees it: with it, the container can be ended without its Engine. It
 * is unknown where the Engine is elsewhere, in a virtual machine, or outside of the container that this process runs in.
 */
export interface ContainerProcess {
  /** Sends a signal, which the kernel or `docker-init` passes to the others. Does nothing if the process is unknown. */
  signal(name: NodeJS.Signals): Promise<void>
  /** Resolves with `true` once the process has ended; with `false` at once if it is unknown, and when the signal aborts. */
  ended(signal: AbortSignal): Promise<boolean>
  /** Kills it. Returns whether it has ended for certain. */
  kill(): Promise<boolean>
}

/** A process that cannot be known. */
export const UNKNOWN_PROCESS: ContainerProcess = {
  signal: async () => {},
  ended: async () => false,
  kill: async () => false,
}

/** Finds the first process of a container that has just been started. */
export function findProcess(engine: Engine, container: string): ContainerProcess {
  if (process.platform !== 'linux') return UNKNOWN_PROCESS
  let pid: number | undefined
  void inspectPid(engine, container).then((found) => {
    pid ??= found
  })
  // An Engine that is silent from the start on has not named it.
  const find = async () => {
    pid ??= await searchPid(container)
    return pid
  }
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    const found = await find()
    // The id may belong to another process by now.
    if (found === undefined || !(await isOf(found, container))) return
    try {
      process.kill(found, name)
    } catch {
      // It has ended, or belongs to another user.
    }
  }
  const ended = async (limit: AbortSignal): Promise<boolean> => {
    const found = await find()
    if (found === undefined) return false
    while (await isOf(found, container)) {
      if (limit.aborted) return false
      await wait(INTERVAL)
    }
    return true
  }
  return {
    signal,
    ended,
    kill: async () => {
      await signal('SIGKILL')
      return await ended(AbortSignal.timeout(KILL_TIMEOUT))
    },
  }
}

/** Searches this machine for the first process of a container, which has the id 1 within it. */
async function searchPid(container: string): Promise<number | undefined> {
  for (const name of await readdir('/proc').catch(() => [])) {
    const pid = Number(name)
    if (!(pid > 0) || !(await isOf(pid, container))) continue
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    if (/^NSpid:.*\t1$/m.test(status)) return pid
  }
  return undefined
}

async function inspectPid(engine: Engine, container: string): Promise<number | undefined> {
  try {
    const abortSignal = AbortSignal.timeout(INSPECT_TIMEOUT)
    const { State } = await engine.getContainer(container).inspect({ abortSignal } as object)
    return State.Pid > 0 && (await isOf(State.Pid, container)) ? State.Pid : undefined
  } catch {
    return undefined // it has ended already, or the Engine does not answer
  }
}

/** Whether a process of this machine belongs to a container: its control group is named after it. */
async function isOf(pid: number, container: string): Promise<boolean> {
  const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')
  return groups.includes(container)
}
