import { realpath } from 'node:fs/promises'
import { exitCodeOf, FlowError, isFlowError } from '@peaflow/core'
import type { FlowEvent, RunningFlow } from '@peaflow/engine'
import type { Input, InputFormat } from '../input/input.ts'
import { openInput } from '../input/open-input.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { capturePrints } from '../output/capture-prints.ts'
import { openWriter, type Writer } from '../output/writer.ts'
import { diagnose, diagnoseAll, fromRequestError } from '../report/diagnosis.ts'
import { EXIT } from '../report/exit-code.ts'
import { catchInterruption, type Interruption } from '../screen/interruption.ts'
import { loadReported } from '../screen/load-reported.ts'
import { printerOf } from '../screen/printer.ts'
import { describeTotal } from '../screen/progress.ts'
import { openScreen, type Screen } from '../screen/screen.ts'
import { startOnScreen } from '../screen/start-on-screen.ts'
import type { RunOptions } from './options.ts'
import { parseParameters } from './parameters.ts'
import { push } from './push.ts'
import { Tally } from './tally.ts'

/** How many of the first lives of a Pea may end until the start fails: with the third, it would be degraded. */
const FIRST_STARTS = 3

/** Milliseconds that replicas have to join: those of a Job may have failed for good. */
const JOIN_TIMEOUT = 600_000

/** Pushes documents through a Flow, and returns the exit code. */
export async function runFlow(file: string, options: RunOptions, globals: GlobalOptions): Promise<number> {
  using interruption = catchInterruption()
  const parameters = parseParameters(options.parameters)
  const loaded = await loadReported(file, { globals, join: options.join })
  const screen = openScreen(loaded.plan, process.stderr, { ...globals, logLevel: options.logLevel })
  const [input, writer] = await open(options, screen)
  // Opened last: what was opened before goes on writing to stdout and stderr.
  using _prints = capturePrints((line) => screen.log({ pea: printerOf(loaded.plan), ...line }))
  let code: number = EXIT.ok
  let tally: Tally | undefined
  const broken = new AbortController()
  const onEvent = (event: FlowEvent) => {
    if (event.type === 'pea-degraded') broken.abort(toDegraded(event))
    if (event.type !== 'side-failed') return
    code = EXIT.failed
    void screen.failure(fromRequestError(event.error))
  }
  try {
    const { joinTimeout = JOIN_TIMEOUT } = options
    const limits = { firstStarts: FIRST_STARTS, joinTimeout }
    const running = await startOnScreen(loaded, { globals, screen, interruption, ...limits, onEvent })
    try {
      await checkEndpoint(running, options)
      tally = new Tally()
      await push(running, { options, parameters, input, writer, screen, interruption, tally, broken: broken.signal })
    } finally {
      await running.stop()
    }
    broken.signal.throwIfAborted()
    await writer.end(interruption.kill)
    if (tally.failedRequests > 0) code = EXIT.failed
  } catch (caught) {
    if (!interruption.stop.aborted) code = await reportEnd(caught, screen)
  } finally {
    input.close()
    if (tally !== undefined) screen.note(describeEnd(tally, interruption))
    screen.end()
  }
  // Output that is not read would keep the process alive.
  if (interruption.kill.aborted) process.exit(EXIT.interrupted)
  return interruption.stop.aborted ? EXIT.interrupted : code
}

/** Ends the run before its input is read if no Pod serves the endpoint. */
async function checkEndpoint(running: RunningFlow, { endpoint }: RunOptions): Promise<void> {
  const { refuseEndpoint } = await import('@peaflow/engine')
  const refused = refuseEndpoint(running.endpoints(), endpoint)
  if (refused !== undefined) throw refused
}

function toDegraded({ pea, reason }: Extract<FlowEvent, { type: 'pea-degraded' }>): FlowError {
  return new FlowError('LAUNCH_PEA_DEGRADED', `"${pea}" ended three times in a row before it was ready: ${reason}`, {
    hint: 'Look at what it wrote, and check that its executor loads',
  })
}

/** Reports what ended a run, above the last line. */
async function reportEnd(caught: unknown, screen: Screen): Promise<number> {
  screen.hide()
  for (const diagnosis of diagnoseAll(caught)) await screen.failure(diagnosis)
  // The command names the endpoint, so its input is wrong.
  return isFlowError(caught) && caught.code === 'REQUEST_ENDPOINT' ? EXIT.wrongInput : exitCodeOf(caught)
}

function describeEnd(tally: Tally, { stop }: Interruption): string {
  return `${stop.aborted ? 'interrupted: ' : ''}${describeTotal(tally.state())}`
}

async function open(options: RunOptions, screen: Screen): Promise<[Input, Writer]> {
  const { input: source, files, output } = options
  const onMistake = (caught: unknown) => void screen.failure(diagnose(caught))
  const input = await openInput({ input: source, files, format: formatOf(options), onMistake })
  await checkPaths(input, output)
  return [input, await openWriter(output)]
}

function formatOf({ lines, csv }: RunOptions): InputFormat {
  if (csv) return 'csv'
  return lines ? 'text' : 'json'
}

/** Refuses to write results over the input that is still being read. */
async function checkPaths({ paths }: Input, output: string): Promise<void> {
  if (output === '-') return
  const real = (path: string) => realpath(path).catch(() => path)
  const to = await real(output)
  for (const path of paths) {
    if ((await real(path)) !== to) continue
    throw new FlowError('CONFIG_OUTPUT', `the results would overwrite the input: both are ${path}`, {
      hint: 'Write the results to another file',
    })
  }
}
