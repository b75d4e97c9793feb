import type { FlowEvent, FlowLogLine, RunningFlow } from '@peaflow/engine'
import { requireFiles } from '../flow-file/executor-files.ts'
import type { LoadedPlan } from '../flow-file/load.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { startFlow } from '../start/start-flow.ts'
import { count } from '../terminal/count.ts'
import type { Interruption } from './interruption.ts'
import { parseRuntimes } from './runtimes.ts'
import type { Screen } from './screen.ts'

/** How a Flow is started on a screen. */
export interface StartOnScreenOptions {
  readonly globals: GlobalOptions
  readonly screen: Screen
  readonly interruption: Interruption
  /** How many of the first lives of a Pea may end until the start fails. */
  readonly firstStarts?: number | undefined
  /** The most milliseconds that the start waits for replicas that join. */
  readonly joinTimeout?: number | undefined
  /** Receives the events of the Flow, as the screen does. */
  readonly onEvent?: ((event: FlowEvent) => void) | undefined
  /** Receives the lines of its Peas, as the screen does. */
  readonly onLog?: ((line: FlowLogLine) => void) | undefined
}

/**
 * Starts the plan of a flow file, and shows the progress of the start.
 *
 * @throws FlowError `CONFIG_EXECUTOR_FILE` if an executor is missing, and what `startFlow` throws.
 */
export async function startOnScreen(loaded: LoadedPlan, options: StartOnScreenOptions): Promise<RunningFlow> {
  const { plan, directory } = loaded
  const { globals, screen, interruption, firstStarts, joinTimeout, onEvent, onLog } = options
  await requireFiles(loaded)
  const ready = new Set<string>()
  const launched = plan.peas.filter((pea) => pea.role !== 'gateway').length
  let pull: string | undefined
  screen.show(() => pull ?? `${plan.flow}: ${ready.size} of ${count(launched, 'Pea')} ready`)
  const { signal, onStarted } = toStartSignal(interruption)
  const running = await startFlow(plan, {
    runtimes: parseRuntimes(globals.runtime),
    directory,
    firstStarts,
    joinTimeout,
    signal,
    onProgress: (message) => {
      pull = message
    },
    onLog: (line) => {
      screen.log(line)
      onLog?.(line)
    },
    onEvent: (event) => {
      if (event.type === 'pea-launched') pull = undefined
      if (event.type === 'pea-ready' && event.pea !== 'gateway') ready.add(event.pea)
      screen.event(event)
      onEvent?.(event)
    },
  })
  onStarted()
  return running
}

/** A Flow is killed when its signal aborts: at the first ^C while it starts, only at the second once it is up. */
function toStartSignal({ stop, kill }: Interruption): { signal: AbortSignal; onStarted: () => void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  for (const signal of [stop, kill]) signal.addEventListener('abort', abort)
  if (stop.aborted) abort()
  return { signal: controller.signal, onStarted: () => stop.removeEventListener('abort', abort) }
}
