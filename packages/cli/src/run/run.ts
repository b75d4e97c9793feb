import { realpath } from 'node:fs/promises'
import { FlowError } from '@peaflow/core'
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
  await checkPaths(options)
  const [source, writer] = await Promise.all([openSource(options.input), openWriter(options.output)])
  const screen = openScreen(loaded.plan, process.stderr, globals)
  let failed = 0
  let failedAside = 0
  const onEvent = (event: FlowEvent) => {
    if (event.type !== 'side-failed') return
    failedAside++
    void screen.failure(fromRequestError(event.error))
  }
  try {
    const running = await startPlan(loaded, { globals, screen, interruption, onEvent })
    try {
      failed = await push(running, { options, source, writer, screen, interruption })
    } finally {
      await running.stop()
    }
    await writer.end(interruption.insisted)
  } catch (caught) {
    if (!interruption.asked.aborted) throw caught
  } finally {
    source.close()
    screen.end()
  }
  // What nobody reads would keep the process.
  if (interruption.insisted.aborted) process.exit(EXIT.interrupted)
  if (interruption.asked.aborted) return EXIT.interrupted
  return failed + failedAside === 0 ? EXIT.done : EXIT.failed
}

/** Results that overwrite what is still read would lose both. */
async function checkPaths({ input, output }: RunOptions): Promise<void> {
  if (input === '-' || output === '-') return
  const [from, to] = await Promise.all([input, output].map((path) => realpath(path).catch(() => path)))
  if (from !== to) return
  throw new FlowError('CONFIG_OUTPUT', `the results would overwrite the input: both are ${input}`, {
    hint: 'Write the results to another file',
  })
}
