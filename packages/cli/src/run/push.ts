import { isFlowError } from '@peaflow/core'
import type { FlowResult, RunningFlow } from '@peaflow/engine'
import type { RunOptions } from '../commands/run.ts'
import type { Source } from '../input/source.ts'
import { toJsonLine } from '../output/json.ts'
import { describeProgress } from '../output/progress.ts'
import type { Writer } from '../output/writer.ts'
import { diagnose } from '../report/diagnosis.ts'
import type { Interruption } from './interruption.ts'
import { readDocuments } from './read-documents.ts'
import type { Screen } from './screen.ts'
import { describeRequest, Sent, type SentRequest } from './sent.ts'

/** What documents are pushed with. */
export interface PushOptions {
  readonly options: RunOptions
  readonly source: Source
  readonly writer: Writer
  readonly screen: Screen
  readonly interruption: Interruption
}

/** Documents in one request, where nobody says otherwise. */
const BATCH = { usual: 100, interactive: 1 } as const

/**
 * Pushes all documents of a source through a running Flow, and writes the results. Returns how many requests failed.
 *
 * @throws FlowError `CONFIG_INPUT` for a line that is no document, once all that came before is answered.
 */
export async function push(running: RunningFlow, context: PushOptions): Promise<number> {
  const { options, source, writer, screen, interruption } = context
  const { endpoint, parameters, unordered, batch = source.interactive ? BATCH.interactive : BATCH.usual } = options
  const sent = new Sent(batch)
  const counts = { done: 0, failed: 0, requests: 0 }
  const input = readDocuments(source, { format: options.lines ? 'text' : 'ndjson', sent, screen })
  const signal = AbortSignal.any([interruption.asked, writer.closed])
  signal.addEventListener('abort', source.close)
  showProgress(context, counts)
  try {
    const results = running.stream(endpoint, input.documents, { batch, ordered: !unordered, parameters, signal })
    for await (const result of results) {
      const request = sent.take(result.index)
      counts.done += request.size
      if (result.error === undefined) await writer.write(result.documents.map(toJsonLine).join(''), signal)
      else {
        counts.failed += request.size
        counts.requests++
        await reportFailure(screen, result, request)
      }
    }
  } catch (caught) {
    // Nobody wants the rest: that is no failure.
    if (!signal.aborted) throw caught
  }
  screen.hide()
  if (input.problem !== undefined && !signal.aborted) throw input.problem
  return counts.requests
}

function showProgress({ source, options, screen }: PushOptions, counts: { done: number; failed: number }): void {
  if (source.interactive) {
    screen.hide()
    screen.say(`ready: type ${options.lines ? 'a line of text' : 'a JSON object'} and Enter; ^D ends`)
    return
  }
  // On a terminal the results are themselves the progress, and a line among them would be in their way.
  const begun = performance.now()
  if (options.output === '-' && process.stdout.isTTY) screen.hide()
  else screen.show(() => describeProgress({ ...counts, elapsed: performance.now() - begun, read: source.read() }))
}

function reportFailure(screen: Screen, { error }: FlowResult, request: SentRequest): Promise<void> {
  const diagnosis = diagnose(error)
  const message = `${describeRequest(request)}: ${diagnosis.message}`
  // A failure that is not ours to name is one of the executor's, not a mistake in Peaflow.
  const hint = isFlowError(error) ? diagnosis.hint : undefined
  return screen.failure({ ...diagnosis, message, hint }, { ids: request.ids, lines: request.lines })
}
