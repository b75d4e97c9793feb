import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { FlowError, type LaunchOptions, LIFELINE, type PeaHandle, type PeaSpec } from '@peaflow/core'
import { launchAborted } from '../launch/aborted.ts'
import { killOnAbort } from '../launch/kill-on-abort.ts'
import { type Child, ChildPea } from './child-pea.ts'
import type { Command } from './command.ts'

/**
 * Launches a Pea as a child process; resolves once the process runs.
 *
 * @throws FlowError `LAUNCH_PROCESS` if the system cannot start the process, `LAUNCH_ABORTED` if the signal aborts.
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
      env: { ...process.env, ...spec.env, [LIFELINE]: String(process.pid) },
      stdio: ['pipe', 'pipe', 'pipe'],
      // In its own process group: ^C reaches only the Flow, and the executor's processes can be killed with the Pea.
      detached: process.platform !== 'win32',
    })
    await once(child, 'spawn')
    return child
  } catch (cause) {
    throw new FlowError('LAUNCH_PROCESS', `the process of "${spec.id}" cannot be started: ${messageOf(cause)}`, {
      hint: 'Check how many more processes and how much memory this machine allows',
      cause,
    })
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
