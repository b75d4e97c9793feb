import type { FlowEvent, RunningFlow } from '@peaflow/engine'
import type { GlobalOptions } from '../commands/globals.ts'
import { prepare } from '../docker/prepare.ts'
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

/** Starts what a flow file describes, and shows how far it is. */
export async function startPlan({ plan, directory }: LoadedPlan, options: StartPlanOptions): Promise<RunningFlow> {
  const { globals, screen, interruption, onEvent } = options
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
  // Handed to the Flow, a signal ends it at once: the first one does so only while it starts.
  const end = new AbortController()
  const abort = () => end.abort()
  interruption.insisted.addEventListener('abort', abort)
  interruption.asked.addEventListener('abort', abort)
  if (interruption.asked.aborted) abort()
  if (!custom.some(({ name }) => name === 'docker')) {
    await prepare(plan, { signal: end.signal, onProgress: (message) => screen.show(() => message) })
    showReady()
  }
  const running = await startFlow(plan, {
    launchers,
    replan: scalePlan,
    directory,
    signal: end.signal,
    onLog: screen.log,
    onEvent: (event) => {
      if (event.type === 'pea-ready' && event.pea !== 'gateway') ready.add(event.pea)
      screen.event(event)
      onEvent?.(event)
    },
  })
  interruption.asked.removeEventListener('abort', abort)
  return running
}
