import { realpath } from 'node:fs/promises'
import { FlowError } from '@peaflow/core'
import type { FlowEvent } from '@peaflow/engine'
import { openSource } from '../input/source.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { openWriter } from '../output/writer.ts'
import { fromRequestError } from '../report/diagnosis.ts'
import { EXIT } from '../report/exit-code.ts'
import { catchInterruption } from '../screen/interruption.ts'
import { loadReported } from '../screen/load-reported.ts'
import { openScreen } from '../screen/screen.ts'
import { startOnScreen } from '../screen/start-on-screen.ts'
import type { RunOptions } from './options.ts'
import { push } from './push.ts'

/** Pushes documents through a Flow, and returns the exit code. */
export async function runFlow(file: string, options: RunOptions, globals: GlobalOptions): Promise<number> {
  using interruption = catchInterruption()
  const loaded = await loadReported(file, { globals })
  await checkPaths(options)
  const [source, writer] = await Promise.all([openSource(options.input), openWriter(options.output)])
  const screen = openScreen(loaded.plan, process.stderr, globals)
  let failed = 0
  const onEvent = (event: FlowEvent) => {
    if (event.type !== 'side-failed') return
    failed++
    void screen.failure(fromRequestError(event.error))
  }
  try {
    const running = await startOnScreen(loaded, { globals, screen, interruption, onEvent })
    try {
      const failedRequests = await push(running, { options, source, writer, screen, interruption })
      failed += failedRequests
    } finally {
      await running.stop()
    }
    await writer.end(interruption.kill)
  } catch (caught) {
    if (!interruption.stop.aborted) throw caught
  } finally {
    source.close()
    screen.end()
  }
  // Output that is not read would keep the process alive.
  if (interruption.kill.aborted) process.exit(EXIT.interrupted)
  if (interruption.stop.aborted) return EXIT.interrupted
  return failed === 0 ? EXIT.ok : EXIT.failed
}

/** Refuses to write results over the input that is still being read. */
async function checkPaths({ input, output }: RunOptions): Promise<void> {
  if (input === '-' || output === '-') return
  const [from, to] = await Promise.all([input, output].map((path) => realpath(path).catch(() => path)))
  if (from !== to) return
  throw new FlowError('CONFIG_OUTPUT', `the results would overwrite the input: both are ${input}`, {
    hint: 'Write the results to another file',
  })
}
