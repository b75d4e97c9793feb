import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { FlowError, type LaunchOptions, LEASH, type PeaHandle, type PeaSpec } from '@peaflow/core'
import { launchAborted } from '../launch/aborted.ts'
import { type Child, ChildPea } from './child-pea.ts'
import type { Command } from './command.ts'

/**
 * Launches a Pea as a child process; done once the process runs.
 *
 * @throws FlowError `LAUNCH_PROCESS` if the system starts no process, `LAUNCH_ABORTED` if the signal aborts it.
 */
export async function launchChild(spec: PeaSpec, command: Command, options: LaunchOptions = {}): Promise<PeaHandle> {
  const { signal, onLog } = options
  if (signal?.aborted) throw launchAborted(spec, signal)
  const child = await spawnChild(spec, command)
  const pea = new ChildPea({ spec, child, onLog })
  const abort = () => void pea.stop({ grace: 0 })
  signal?.addEventListener('abort', abort)
  void pea.exited.then(() => signal?.removeEventListener('abort', abort))
  if (!signal?.aborted) return pea
  await pea.stop({ grace: 0 })
  throw launchAborted(spec, signal)
}

async function spawnChild(spec: PeaSpec, { file, args }: Command): Promise<Child> {
  try {
    const child = spawn(file, args, {
      env: { ...process.env, [LEASH]: String(process.pid) },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: ^C reaches the Flow alone, and what an executor starts can be ended with its Pea.
      detached: process.platform !== 'win32',
    })
    await once(child, 'spawn')
    return child
  } catch (cause) {
    throw new FlowError('LAUNCH_PROCESS', `no process could be started for "${spec.id}": ${messageOf(cause)}`, {
      hint: 'See how many processes and how much memory this machine has left',
      cause,
    })
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
