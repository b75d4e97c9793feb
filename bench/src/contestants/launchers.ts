import type { PeaLauncher } from '@peaflow/core'

const LAUNCHERS: Readonly<Record<string, () => Promise<PeaLauncher>>> = {
  process: async () => (await import('@peaflow/runtime-local')).processLauncher(),
  thread: async () => (await import('@peaflow/runtime-local')).threadLauncher(),
  docker: async () => (await import('@peaflow/runtime-docker')).dockerLauncher(),
}

/** The launcher of a runtime; no other is loaded. */
export async function launchersOf(runtime: string): Promise<Record<string, PeaLauncher>> {
  const load = LAUNCHERS[runtime]
  if (load === undefined) throw new Error(`no runtime "${runtime}"`)
  return { [runtime]: await load() }
}
