import type { FlowEvent } from '@peaflow/engine'
import type { GlobalOptions } from '../commands/globals.ts'
import type { RunOptions } from '../commands/run.ts'
import { loadPlan } from '../flow-file/load.ts'
import { openSource } from '../input/source.ts'
import { openWriter } from '../output/writer.ts'
import { fromRequestError } from '../report/diagnosis.ts'
import { EXIT } from '../report/fail.ts'
import { catchInterruption } from './interruption.ts'
import { push } from './push.ts'
import { openScreen } from './screen.ts'
import { startPlan } from './start.ts'

/** Pushes documents through a Flow, and returns the exit code. */
export async function runFlow(file: string, options: RunOptions, globals: GlobalOptions): Promise<number> {
  using interruption = catchInterruption()
  const loaded = await loadPlan(file, { globals })
  const [source, writer] = await Promise.all([openSource(options.input), openWriter(options.output)])
  const screen = openScreen(loaded.plan, process.stderr, globals)
  let failures = 0
  const onEvent = (event: FlowEvent) => {
    if (event.type !== 'side-failed') return
    failures++
    screen.failure(fromRequestError(event.error))
  }
  try {
    const running = await startPlan(loaded, { globals, screen, interruption, onEvent })
    try {
      failures += await push(running, { options, source, writer, screen, interruption })
    } finally {
      await running.stop()
    }
    await writer.end()
  } catch (caught) {
    if (!interruption.asked.aborted) throw caught
  } finally {
    source.close()
    screen.end()
  }
  if (interruption.asked.aborted) return EXIT.interrupted
  return failures === 0 ? EXIT.done : EXIT.failed
}
