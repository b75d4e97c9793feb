import { readdirSync, readFileSync } from 'node:fs'
import { FlowError, type FlowPlan, type PeaPlan } from '@peaflow/core'
import { reservedFiles } from './descriptor-reserve.ts'

/** The files that a process may have open, and has. */
export interface OpenFiles {
  readonly limit: number
  readonly open: number
}

/** Files that Node itself opens before a Pea opens any: its event loop, its threads, its standard streams. */
const NODE_FILES = 22

/** The standard streams of a child process, and its control connection. */
const CHILD_FILES = 4

/** Files that are open for a moment: the ends of a child's streams that the child gets, modules that are loaded. */
const PASSING_FILES = 8

/** The files of a Pea in this process: both ends of its control connection, and the event loop of its thread. */
const IN_PROCESS_FILES = { thread: 8, inline: 2 } as const

/** A BIND socket listens on a port and on a Unix socket. */
const LISTENER_FILES = 2

/**
 * Checks that this process may open the files that a plan takes, and that each Pea may open its own, which inherits the
 * limit. A process that runs out of them while Peas dial it only drops their connections.
 *
 * @throws FlowError `LAUNCH_OPEN_FILES` if not.
 */
export function checkOpenFiles(plan: FlowPlan, files: OpenFiles | undefined): void {
  if (files === undefined) return
  const { limit, open } = files
  const needed = Math.max(
    open + filesOfFlow(plan) + reservedFiles(files),
    ...plan.peas.filter(isChild).map(filesOfChild),
  )
  if (needed <= limit) return
  const message = `too many open files: the Flow needs about ${needed}, but a process may open ${limit} here`
  throw new FlowError('LAUNCH_OPEN_FILES', message, {
    hint: `Raise the limit (ulimit -n ${roundUp(needed)}), or use fewer replicas`,
  })
}

/** The limit of this process, and how many files it has open; `undefined` where the system does not say. */
export function readOpenFiles(): OpenFiles | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return limit === undefined ? undefined : { limit: Number(limit), open: readdirSync('/proc/self/fd').length }
  } catch {
    return undefined // not Linux
  }
}

/** The files that this process opens: its control socket, its gateway, and what each Pea takes here. */
function filesOfFlow({ peas }: FlowPlan): number {
  return peas.reduce((sum, pea) => sum + filesHere(pea), LISTENER_FILES + PASSING_FILES)
}

function filesHere(pea: PeaPlan): number {
  if (pea.role === 'gateway') return filesOfSockets(pea)
  if (pea.external === true) return 1
  if (pea.runtime === 'thread' || pea.runtime === 'inline') return IN_PROCESS_FILES[pea.runtime] + filesOfSockets(pea)
  return CHILD_FILES
}

function isChild({ role, runtime }: PeaPlan): boolean {
  return role !== 'gateway' && runtime === 'process'
}

function filesOfChild(pea: PeaPlan): number {
  return NODE_FILES + PASSING_FILES + 1 + filesOfSockets(pea)
}

/** A connection for each peer, and what listens. */
function filesOfSockets({ inputs, outputs }: PeaPlan): number {
  const sockets = [...inputs, ...outputs]
  return sockets.reduce((sum, { mode, peers }) => sum + peers.length + (mode === 'BIND' ? LISTENER_FILES : 0), 0)
}

/** The next power of two. */
function roundUp(files: number): number {
  return 2 ** Math.ceil(Math.log2(files))
}
