import { hostname, release } from 'node:os'
import type { Connection } from './connect.ts'

/** The fields of an Engine's report about itself that {@link sharesKernel} reads. */
export interface EngineInfo {
  readonly Name?: string | undefined
  readonly KernelVersion?: string | undefined
  readonly OperatingSystem?: string | undefined
  readonly DefaultRuntime?: string | undefined
  readonly SecurityOptions?: readonly string[] | null | undefined
}

/** What this machine is, as Node reports it. */
export interface ThisMachine {
  readonly name: string
  readonly kernel: string
}

/** The runtimes whose containers have the kernel of their machine, not one of their own. */
const PLAIN_RUNTIMES: ReadonlySet<string> = new Set(['runc', 'io.containerd.runc.v2', 'crun', 'nvidia'])

/** What gives containers other users or other rights than the processes of their machine. */
const SEPARATING = /^name=(rootless|userns|selinux)\b/

/**
 * Whether the containers of an Engine share the kernel and the users of this machine, as far as the Engine's report says.
 * Those of Docker Desktop and of an Engine in a virtual machine do not, nor do those of a rootless Engine, of one with user
 * namespaces, and of one with SELinux, which lets no container use sockets of this machine.
 */
export function sharesKernel(info: EngineInfo, machine: ThisMachine): boolean {
  if (info.Name !== machine.name || info.KernelVersion !== machine.kernel) return false
  if (info.OperatingSystem?.includes('Docker Desktop') || !isPlainRuntime(info.DefaultRuntime)) return false
  return !(info.SecurityOptions ?? []).some((option) => SEPARATING.test(option))
}

/** Whether containers of a runtime have the kernel of their machine. */
export function isPlainRuntime(runtime: string | undefined): boolean {
  return runtime === undefined || PLAIN_RUNTIMES.has(runtime)
}

/** Asks an Engine whether its containers share the kernel and the users of this machine. */
export async function askKernel({ engine, location }: Connection): Promise<boolean> {
  if (process.platform !== 'linux' || location.address.kind !== 'socket') return false
  return sharesKernel((await engine.info()) as EngineInfo, { name: hostname(), kernel: release() })
}
