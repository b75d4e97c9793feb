import { once } from 'node:events'
import type { RunningFlow } from '@peaflow/engine'
import type { LoadedPlan } from '../flow-file/load.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { capturePrints } from '../output/capture-prints.ts'
import { EXIT } from '../report/exit-code.ts'
import { catchInterruption, type Interruption } from '../screen/interruption.ts'
import { loadReported } from '../screen/load-reported.ts'
import { printerOf } from '../screen/printer.ts'
import { openScreen, type Screen } from '../screen/screen.ts'
import { startOnScreen } from '../screen/start-on-screen.ts'
import type { Level } from '../terminal/level.ts'
import { allRequests, failedRequests } from './access-lines.ts'
import { type Operable, operable } from './operable.ts'
import { openParent, type Parent } from './parent.ts'
import { printReady, toReadyReport } from './ready-report.ts'
import { type OpenServer, prepareServer } from './serve-flow.ts'
import type { HttpOptions } from './serve-options.ts'

/** The options of `peaflow up`. */
export interface UpOptions extends GlobalOptions, HttpOptions {
  readonly logLevel: Level
  /** The version of this program. */
  readonly version: string
  /** Where replicas join, instead of what the flow file says. */
  readonly join?: string | undefined
  /** Whether to end once the Flow is up, which goes on in the background. */
  readonly detach: boolean
  /** Whether to restart Pods whose code or options change. */
  readonly watch: boolean
  /** Whether each request is a line of the log, and not only those that fail. */
  readonly accessLog: boolean
  /** The folder of the journal of a detached Flow: this program was started by another one with `detach`. */
  readonly journal?: string | undefined
}

/** Starts a Flow, serves it, keeps it up until it is interrupted, and returns the exit code. */
export async function upFlow(file: string, options: UpOptions): Promise<number> {
  const { detach, journal: folder, version, join } = options
  if (detach && folder === undefined) return await (await import('./detach.ts')).detach(options)
  using interruption = catchInterruption()
  using parent = folder === undefined ? undefined : openParent(interruption)
  const loaded = await loadReported(file, { globals: options, join })
  await using operated = await operable(file, { interruption, version, folder })
  const screen = parent?.screen ?? openScreen(loaded.plan, process.stdout, options)
  const onAccess = (options.accessLog ? allRequests : failedRequests)((line) => {
    screen.log(line)
    operated.journal.onLog(line)
  })
  try {
    const { administration } = operated
    const openServer = await prepareServer({ given: options, file: loaded, administration, onAccess })
    await startAndKeepUp(loaded, { file, options, operated, openServer, screen, interruption, parent })
  } catch (caught) {
    if (!interruption.stop.aborted) throw caught
  } finally {
    screen.end()
  }
  if (interruption.stop.aborted) await operated.removeJournal()
  return exitCodeOf(interruption)
}

interface Keeping {
  readonly file: string
  readonly options: UpOptions
  readonly operated: Operable
  readonly openServer: OpenServer
  readonly screen: Screen
  readonly interruption: Interruption
  readonly parent: Parent | undefined
}

interface UpFlow extends Keeping {
  readonly loaded: LoadedPlan
}

async function startAndKeepUp(loaded: LoadedPlan, keeping: Keeping): Promise<void> {
  const { options: globals, operated, screen, interruption } = keeping
  const { onLog, onEvent } = operated.journal
  const pea = printerOf(loaded.plan)
  using _prints = capturePrints((line) => {
    screen.log({ pea, ...line })
    onLog({ pea, ...line })
  })
  const startTime = performance.now()
  const running = await startOnScreen(loaded, { globals, screen, interruption, onLog, onEvent })
  screen.hide()
  operated.onStarted(running)
  await keepUp(running, { ...keeping, loaded }, startTime)
}

/** Serves a Flow until it is interrupted, and stops both: what is in flight is answered first. */
async function keepUp(running: RunningFlow, keeping: UpFlow, startTime: number): Promise<void> {
  const { openServer, operated, screen, interruption, parent } = keeping
  try {
    const served = await openServer(running)
    interruption.kill.addEventListener('abort', () => void served?.close({ grace: 0 }))
    const report = toReadyReport(running, { served, ms: Math.round(performance.now() - startTime) })
    await parent?.ready(report)
    printReady(screen, report, '^C stops it')
    await untilOver(running, keeping)
    if (interruption.stop.aborted) screen.print(`${running.plan.flow} is stopping; a second ^C stops it at once`)
    const { grace } = operated
    // Who presses ^C does not wait for a load balancer.
    await served?.close({ grace, ...(interruption.signal === 'SIGINT' && { drain: 0 }) })
    await running.stop({ grace })
  } finally {
    await running.stop()
  }
}

/** Watches the files of the Flow, if that is asked for, until it is interrupted or stops by itself. */
async function untilOver(running: RunningFlow, keeping: UpFlow): Promise<void> {
  using _watch = await watchIfAsked(running, keeping)
  await Promise.race([interrupted(keeping.interruption), running.stopped])
}

async function watchIfAsked(running: RunningFlow, keeping: UpFlow): Promise<Disposable | undefined> {
  const { options, file, loaded, screen, operated } = keeping
  if (!options.watch) return undefined
  const { watchUp } = await import('./watch-up.ts')
  return await watchUp(running, { file, loaded, screen, journal: operated.journal })
}

/** SIGTERM is how supervisors end what they have started: it is no failure. */
function exitCodeOf({ stop, signal }: Interruption): number {
  if (!stop.aborted) return EXIT.failed
  return signal === 'SIGTERM' ? EXIT.ok : EXIT.interrupted
}

async function interrupted({ stop }: Interruption): Promise<void> {
  // Waiting for a signal does not keep the process alive; a timer does.
  const timer = setInterval(() => undefined, 2 ** 30)
  if (!stop.aborted) await once(stop, 'abort')
  clearInterval(timer)
}
