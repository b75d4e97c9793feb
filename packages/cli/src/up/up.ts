import { once } from 'node:events'
import type { GlobalOptions } from '../options/globals.ts'
import { capturePrints } from '../output/capture-prints.ts'
import { EXIT } from '../report/exit-code.ts'
import { catchInterruption, type Interruption } from '../screen/interruption.ts'
import { loadReported } from '../screen/load-reported.ts'
import { printerOf } from '../screen/printer.ts'
import { openScreen } from '../screen/screen.ts'
import { startOnScreen } from '../screen/start-on-screen.ts'
import { count } from '../terminal/count.ts'
import type { Level } from '../terminal/level.ts'

/** The options of `peaflow up`. */
export interface UpOptions extends GlobalOptions {
  readonly logLevel: Level
}

/** Starts a Flow, keeps it up until it is interrupted, and returns the exit code. */
export async function upFlow(file: string, globals: UpOptions): Promise<number> {
  using interruption = catchInterruption()
  const loaded = await loadReported(file, { globals })
  const { flow, peas } = loaded.plan
  const screen = openScreen(loaded.plan, process.stdout, globals)
  using _prints = capturePrints((line) => screen.log({ pea: printerOf(loaded.plan), ...line }))
  const startTime = performance.now()
  try {
    const running = await startOnScreen(loaded, { globals, screen, interruption })
    try {
      screen.hide()
      const [launched, took] = [peas.length - 1, performance.now() - startTime]
      const text = `${flow} is ready: ${count(launched, 'Pea')} in ${(took / 1_000).toFixed(1)} s; ^C stops it`
      screen.print(text, { ready: true, peas: launched, ms: Math.round(took) })
      await Promise.race([interrupted(interruption), running.stopped])
      if (interruption.stop.aborted) screen.print(`${flow} is stopping; a second ^C stops it at once`)
    } finally {
      await running.stop()
    }
  } catch (caught) {
    if (!interruption.stop.aborted) throw caught
  } finally {
    screen.end()
  }
  return interruption.stop.aborted ? EXIT.interrupted : EXIT.failed
}

async function interrupted({ stop }: Interruption): Promise<void> {
  // Waiting for a signal does not keep the process alive; a timer does.
  const timer = setInterval(() => undefined, 2 ** 30)
  if (!stop.aborted) await once(stop, 'abort')
  clearInterval(timer)
}
