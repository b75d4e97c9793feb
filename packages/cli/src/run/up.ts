import { once } from 'node:events'
import type { GlobalOptions } from '../commands/globals.ts'
import { loadPlan } from '../flow-file/load.ts'
import { count } from '../output/count.ts'
import { EXIT } from '../report/fail.ts'
import { catchInterruption, type Interruption } from './interruption.ts'
import { openScreen } from './screen.ts'
import { startPlan } from './start.ts'

/** Starts a Flow, keeps it up until it is interrupted, and returns the exit code. */
export async function upFlow(file: string, globals: GlobalOptions): Promise<number> {
  using interruption = catchInterruption()
  const loaded = await loadPlan(file, { globals })
  const { flow, peas } = loaded.plan
  const screen = openScreen(loaded.plan, process.stdout, globals)
  const begun = performance.now()
  try {
    const running = await startPlan(loaded, { globals, screen, interruption })
    try {
      screen.hide()
      const [launched, took] = [peas.length - 1, performance.now() - begun]
      const text = `${flow} is ready: ${count(launched, 'Pea')} in ${(took / 1_000).toFixed(1)} s; ^C stops it`
      screen.say(text, { ready: true, peas: launched, ms: Math.round(took) })
      await Promise.race([interrupted(interruption), running.stopped])
      if (interruption.asked.aborted) screen.say(`${flow} stops; ^C again insists`)
    } finally {
      await running.stop()
    }
  } catch (caught) {
    if (!interruption.asked.aborted) throw caught
  } finally {
    screen.end()
  }
  return interruption.asked.aborted ? EXIT.interrupted : EXIT.failed
}

async function interrupted({ asked }: Interruption): Promise<void> {
  // A signal that is waited for keeps no process alive.
  const alive = setInterval(() => undefined, 2 ** 30)
  if (!asked.aborted) await once(asked, 'abort')
  clearInterval(alive)
}
