import type { FlowPlan } from '@peaflow/core'
import type { RunningFlow } from '@peaflow/engine'
import type { Flow } from '@peaflow/flow'
import type { StartOptions } from './options.ts'

/**
 * Starts a Flow, a plan, or the flow file at a path, with every launcher in place: process, thread and inline, docker
 * when a Pod has an image, and runtime packages that Pods name. Resolves when every Pea is ready. A start that fails
 * or is aborted leaves nothing running.
 *
 * @throws FlowError `CONFIG_…`, `TOPOLOGY_…` or `ADDRESS_…` if the Flow cannot be built, `LAUNCH_…` if a Pea does not
 * become ready in time, `LAUNCH_ABORTED` if the signal aborts the start.
 *
 * @example
 * const running = await startFlow(new Flow().add({ uses: './shout.js', replicas: 2 }))
 * const [answer] = await running.request('/', [{ text: 'hello' }])
 * await running.stop()
 */
export async function startFlow(
  source: Flow | FlowPlan | string | URL,
  options: StartOptions = {},
): Promise<RunningFlow> {
  // Loaded now, so that importing this module costs nothing.
  const [{ toStartable }, { loadLaunchers, usesBuiltInDocker }] = await Promise.all([
    import('./startable.ts'),
    import('./launchers.ts'),
  ])
  const { plan, directory, executors } = await toStartable(source, options)
  const { launchers, runtimes, firstStarts, joinTimeout, signal, onLog, onEvent } = options
  const [engine, { scalePlan }, loaded] = await Promise.all([
    import('@peaflow/engine'),
    import('@peaflow/flow'),
    loadLaunchers(plan, { launchers, runtimes, directory }),
  ])
  if (usesBuiltInDocker(plan, options)) await prepareImages(plan, { ...options, directory })
  return await engine.startFlow(plan, {
    launchers: loaded,
    replan: scalePlan,
    executors,
    directory,
    firstStarts,
    joinTimeout,
    signal,
    onLog,
    onEvent,
  })
}

/** Builds what is to be built, and pulls what is missing, before anything is launched, so that no Pea waits for the image of another. */
async function prepareImages({ peas }: FlowPlan, options: StartOptions): Promise<void> {
  const { signal = new AbortController().signal, onProgress = () => undefined, directory } = options
  const docker = await import('@peaflow/runtime-docker')
  await docker.prepareImages(peas, { signal, onProgress, directory }).catch((error) => {
    // An aborted pull is reported by the start that follows, as every aborted start is.
    if (!signal.aborted) throw error
  })
}
