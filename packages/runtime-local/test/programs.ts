import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { PeaSpec } from '@peaflow/core'

/** The path of a small program that is launched in place of a Pea. */
export function programPath(name: 'talk' | 'fail' | 'unresponsive' | 'flood' | 'family'): string {
  return fileURLToPath(new URL(`programs/${name}.cjs`, import.meta.url))
}

export const spec: PeaSpec = {
  id: 'echo/0',
  pod: 'echo',
  role: 'replica',
  replicaId: 0,
  replicas: 1,
  runtime: 'process',
  host: null,
  expects: 1,
  uses: '_pass',
  with: {},
  concurrency: 1,
  timeoutReady: 30_000,
  timeoutAlive: 5_000,
  restart: { policy: 'on_failure', max: 5, window: 60_000 },
  inputs: [],
  outputs: [],
  control: { mode: 'CONNECT', host: '127.0.0.1', port: 1 },
  flow: 'test',
  flowId: '0123456789abcdef',
  incarnation: 1,
  directory: '/',
}

/** Whether a process runs; a zombie does not. */
export function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z'
}

/** Resolves once a process that was killed has ended, which takes the kernel a moment. */
export async function ended(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 1))
}
