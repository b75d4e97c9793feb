import type { FlowPlan, PeaLauncher } from '@peaflow/core'
import { type CustomRuntime, loadRuntime } from './custom-runtime.ts'

/** Our own runtimes, each loaded only when a plan needs it. */
const OURS: Readonly<Record<string, () => Promise<PeaLauncher>>> = {
  process: async () => (await import('@peaflow/runtime-local')).processLauncher(),
  thread: async () => (await import('@peaflow/runtime-local')).threadLauncher(),
  inline: async () => (await import('@peaflow/runtime-local')).inlineLauncher(),
  docker: async () => (await import('@peaflow/runtime-docker')).dockerLauncher(),
}

/** Where runtimes that are not ours come from. */
export interface RuntimeSources {
  /** Those that the command line names. */
  readonly custom: readonly CustomRuntime[]
  /** The absolute folder of the flow file, from where those that Pods name by their package are looked up. */
  readonly directory: string
}

/**
 * A launcher for each runtime in a plan.
 *
 * @throws FlowError `CONFIG_RUNTIME` if one cannot be loaded.
 */
export async function loadLaunchers(
  plan: FlowPlan,
  { custom, directory }: RuntimeSources,
): Promise<Record<string, PeaLauncher>> {
  const launched = plan.peas.filter((pea) => pea.role !== 'gateway' && pea.external !== true)
  const names = [...new Set(launched.map((pea) => pea.runtime))]
  const launchers = names.map(async (name): Promise<[string, PeaLauncher]> => {
    const given = custom.find((runtime) => runtime.name === name)
    const ours = Object.hasOwn(OURS, name) ? OURS[name] : undefined
    if (given === undefined && ours !== undefined) return [name, await ours()]
    return [name, await loadRuntime(given ?? { name, package: name, directory })]
  })
  return Object.fromEntries(await Promise.all(launchers))
}
