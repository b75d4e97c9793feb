import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { FlowError, type LaunchOptions, LIFELINE, type PeaHandle, type PeaSpec, SPEC_FILE } from '@peaflow/core'
import type { Command } from '@peaflow/pea/internal'
import { launchAborted } from '../launch/aborted.ts'
import { killOnAbort } from '../launch/kill-on-abort.ts'
import { type Child, ChildPea } from './child-pea.ts'

/**
 * Launches a Pea as a child process; resolves once the process runs.
 *
 * @throws FlowError `LAUNCH_PROCESS` if the system cannot start the process, `LAUNCH_OPEN_FILES` if that is for want of
 * open files, `LAUNCH_ABORTED` if the signal aborts.
 */
export async function launchChild(spec: PeaSpec, command: Command, options: LaunchOptions = {}): Promise<PeaHandle> {
  const { signal, onLog } = options
  if (signal?.aborted) throw launchAborted(spec, signal)
  const child = await spawnChild(spec, command)
  return await killOnAbort(new ChildPea({ spec, child, onLog }), signal)
}

async function spawnChild(spec: PeaSpec, { file, args }: Command): Promise<Child> {
  try {
    const child = spawn(file, args, {
      cwd: workingFolder(spec),
      env: { ...process.env, ...spec.env, [LIFELINE]: String(process.pid), [SPEC_FILE]: undefined },
      stdio: ['pipe', 'pipe', 'pipe'],
      // In its own process group: ^C reaches only the Flow, and the executor's processes can be killed with the Pea.
      detached: process.platform !== 'win32',
    })
    await once(child, 'spawn')
    return child
  } catch (cause) {
    throw toError(spec, cause as NodeJS.ErrnoException)
  }
}

/** The folder of the flow file, so that an executor finds what stands beside it; this process's own if it was removed. */
function workingFolder({ directory }: PeaSpec): string | undefined {
  const folder = resolve(directory)
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? folder : undefined
}

/** How to fix what the system reports, by its code. */
const HINTS: Readonly<Record<string, string>> = {
  EMFILE: 'Raise the limit of this process (ulimit -n 4096), or use fewer replicas',
  ENFILE: 'Raise the limit of this machine (sysctl fs.file-max), or use fewer replicas',
  EAGAIN: 'Raise the limit of processes (ulimit -u), or use fewer replicas',
  ENOMEM: 'Free memory on this machine, or use fewer replicas',
  E2BIG: 'The environment of this process is too long for another one: remove variables from it',
}

function toError({ id }: PeaSpec, cause: NodeJS.ErrnoException): FlowError {
  const { code = '', message } = cause
  const isTooManyFiles = code === 'EMFILE' || code === 'ENFILE'
  const reason = isTooManyFiles ? `too many open files (${message})` : message
  const hint = HINTS[code] ?? 'Check how many more processes and how much memory this machine allows'
  const errorCode = isTooManyFiles ? 'LAUNCH_OPEN_FILES' : 'LAUNCH_PROCESS'
  return new FlowError(errorCode, `the process of "${id}" cannot be started: ${reason}`, { hint, cause })
}
