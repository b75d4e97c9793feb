import type { FlowEvent, RunningFlow } from '@peaflow/engine'
import type { GlobalOptions } from '../commands/globals.ts'
import { prepare } from '../docker/prepare.ts'
import { requireFiles } from '../flow-file/files.ts'
import type { LoadedPlan } from '../flow-file/load.ts'
import { count } from '../output/count.ts'
import { readRuntimes } from './custom-runtime.ts'
import type { Interruption } from './interruption.ts'
import { loadLaunchers } from './launchers.ts'
import type { Screen } from './screen.ts'

/** What a start needs besides its plan. */
export interface StartPlanOptions {
  readonly globals: GlobalOptions
  readonly screen: Screen
  readonly interruption: Interruption
  /** Gets what happens to the Peas, as the screen does. */
  readonly onEvent?: ((event: FlowEvent) => void) | undefined
}

/**
 * Starts what a flow file describes, and shows how far it is.
 *
 * @throws FlowError `CONFIG_EXECUTOR_FILE` if an executor is not there, and what `startFlow` throws.
 */
export async function startPlan(loaded: LoadedPlan, options: StartPlanOptions): Promise<RunningFlow> {
  const { plan, directory } = loaded
  const { globals, screen, interruption, onEvent } = options
  await requireFiles(loaded)
  const ready = new Set<string>()
  const launched = plan.peas.filter((pea) => pea.role !== 'gateway').length
  const showReady = () => screen.show(() => `${plan.flow}: ${ready.size} of ${count(launched, 'Pea')} ready`)
  showReady()
  const custom = readRuntimes(globals.runtime, process.cwd())
  const [{ startFlow }, { scalePlan }, launchers] = await Promise.all([
    import('@peaflow/engine'),
    import('@peaflow/flow'),
    loadLaunchers(plan, { custom, directory }),
  ])
  const { signal, hasStarted } = endWith(interruption)
  if (!custom.some(({ name }) => name === 'docker')) {
    await prepare(plan, { signal, onProgress: (message) => screen.show(() => message) })
    showReady()
  }
  const running = await startFlow(plan, {
    launchers,
    replan: scalePlan,
    directory,
    signal,
    onLog: screen.log,
    onEvent: (event) => {
      if (event.type === 'pea-ready' && event.pea !== 'gateway') ready.add(event.pea)
      screen.event(event)
      onEvent?.(event)
    },
  })
  hasStarted()
  return running
}

/** A Flow ends at once with its signal: while it starts that is at the first ^C, once it is up only at the second. */
function endWith({ asked, insisted }: Interruption): { signal: AbortSignal; hasStarted: () => void } {
  const end = new AbortController()
  const abort = () => end.abort()
  for (const signal of [asked, insisted]) signal.addEventListener('abort', abort)
  if (asked.aborted) abort()
  return { signal: end.signal, hasStarted: () => asked.removeEventListener('abort', abort) }
}
