import type { PeaLauncher } from '@peaflow/core'

const LAUNCHERS: Readonly<Record<string, () => Promise<PeaLauncher>>> = {
  process: async () => (await import('@peaflow/runtime-local')).processLauncher(),
  thread: async () => (await import('@peaflow/runtime-local')).threadLauncher(),
  docker: async () => (await import('@peaflow/runtime-docker')).dockerLauncher(),
}

/** The launchers of some runtimes. No others are loaded. */
export async function launchersOf(runtimes: readonly string[]): Promise<Record<string, PeaLauncher>> {
  return Object.fromEntries(await Promise.all(runtimes.map(load)))
}

async function load(runtime: string): Promise<[string, PeaLauncher]> {
  const launcher = await LAUNCHERS[runtime]?.()
  if (launcher === undefined) throw new Error(`no runtime "${runtime}"`)
  return [runtime, launcher]
}
