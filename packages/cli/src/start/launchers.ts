import type { FlowPlan, PeaLauncher } from '@peaflow/core'
import { type BUILT_IN_RUNTIMES, loadRuntime, packageOf } from './custom-runtime.ts'
import type { StartOptions } from './options.ts'

/** The runtimes that come with Peaflow. Each is loaded only when a plan needs it. */
const BUILT_IN: Readonly<Record<(typeof BUILT_IN_RUNTIMES)[number], () => Promise<PeaLauncher>>> = {
  process: async () => (await import('@peaflow/runtime-local')).processLauncher(),
  thread: async () => (await import('@peaflow/runtime-local')).threadLauncher(),
  inline: async () => (await import('@peaflow/runtime-local')).inlineLauncher(),
  docker: async () => (await import('@peaflow/runtime-docker')).dockerLauncher(),
}

/** Where launchers come from, in this order: handed in, a runtime package given by name, built in, a package. */
export interface LauncherSources extends Pick<StartOptions, 'launchers' | 'runtimes'> {
  /** The absolute folder that packages which Pods name are resolved from. */
  readonly directory: string
}

/**
 * A launcher for each runtime in a plan.
 *
 * @throws FlowError `CONFIG_RUNTIME` if one cannot be loaded.
 */
export async function loadLaunchers(plan: FlowPlan, sources: LauncherSources): Promise<Record<string, PeaLauncher>> {
  const launched = plan.peas.filter((pea) => pea.role !== 'gateway' && pea.external !== true)
  const names = [...new Set(launched.map((pea) => pea.runtime))]
  const launchers = names.map(async (name) => [name, await loadLauncher(name, sources)] as const)
  return Object.fromEntries(await Promise.all(launchers))
}

async function loadLauncher(name: string, sources: LauncherSources): Promise<PeaLauncher> {
  const { launchers, runtimes, directory } = sources
  const launcher = own(launchers, name)
  if (launcher !== undefined) return launcher
  const specifier = own(runtimes, name)
  if (specifier !== undefined) return await loadRuntime({ name, package: specifier, directory: process.cwd() })
  return (
    (await own<() => Promise<PeaLauncher>>(BUILT_IN, name)?.()) ??
    (await loadRuntime({ name, package: packageOf(name), directory }))
  )
}

/** Whether the plan's containers are launched by the built-in docker runtime. */
export function usesBuiltInDocker({ peas }: FlowPlan, { launchers, runtimes }: StartOptions): boolean {
  const replaced = own(launchers, 'docker') ?? own(runtimes, 'docker')
  return replaced === undefined && peas.some(({ runtime }) => runtime === 'docker')
}

function own<T>(record: Readonly<Record<string, T>> = {}, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
