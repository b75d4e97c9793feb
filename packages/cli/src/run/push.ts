import { isFlowError } from '@peaflow/core'
import type { FlowResult, RunningFlow } from '@peaflow/engine'
import type { Source } from '../input/source.ts'
import { toJsonLine } from '../output/json.ts'
import type { Writer } from '../output/writer.ts'
import { diagnose } from '../report/diagnosis.ts'
import type { Interruption } from '../screen/interruption.ts'
import { describeProgress } from '../screen/progress.ts'
import type { Screen } from '../screen/screen.ts'
import type { RunOptions } from './options.ts'
import { describeRequest, type PendingRequest, PendingRequests } from './pending-requests.ts'
import { readDocuments } from './read-documents.ts'

/** What documents are pushed with. */
export interface PushOptions {
  readonly options: RunOptions
  readonly source: Source
  readonly writer: Writer
  readonly screen: Screen
  readonly interruption: Interruption
}

/** Documents per request, unless `--batch` says otherwise. */
const BATCH = { piped: 100, interactive: 1 } as const

/**
 * Pushes all documents of a source through a running Flow and writes the results. Returns how many requests failed.
 *
 * @throws FlowError `CONFIG_INPUT` for a line that is not a document, once all documents before it are answered.
 */
export async function push(running: RunningFlow, context: PushOptions): Promise<number> {
  const { options, source, writer, screen, interruption } = context
  const { endpoint, parameters, unordered, batch = source.interactive ? BATCH.interactive : BATCH.piped } = options
  const pending = new PendingRequests(batch)
  const counts = { answered: 0, failed: 0, failedRequests: 0 }
  const input = readDocuments(source, { format: options.lines ? 'text' : 'ndjson', pending, screen })
  const signal = AbortSignal.any([interruption.stop, writer.closed])
  signal.addEventListener('abort', source.close)
  showProgress(context, counts)
  try {
    const results = running.stream(endpoint, input.documents, { batch, ordered: !unordered, parameters, signal })
    for await (const result of results) {
      const request = pending.take(result.index)
      counts.answered += request.size
      if (result.error === undefined) await writer.write(result.documents.map(toJsonLine).join(''), signal)
      else {
        counts.failed += request.size
        counts.failedRequests++
        await reportFailure(screen, result, request)
      }
    }
  } catch (caught) {
    // After an interruption, or when the reader has closed the output, the rest is not wanted.
    if (!signal.aborted) throw caught
  }
  screen.hide()
  if (input.problem !== undefined && !signal.aborted) throw input.problem
  return counts.failedRequests
}

function showProgress(
  { source, options, screen }: PushOptions,
  counts: { readonly answered: number; readonly failed: number },
): void {
  if (source.interactive) {
    screen.hide()
    screen.print(`ready: type ${options.lines ? 'a line of text' : 'a JSON object'} and press Enter; ^D ends`)
    return
  }
  // On a terminal the results themselves are the progress, and a progress line would get in their way.
  const startTime = performance.now()
  if (options.output === '-' && process.stdout.isTTY) screen.hide()
  else screen.show(() => describeProgress({ ...counts, elapsed: performance.now() - startTime, read: source.read() }))
}

function reportFailure(screen: Screen, { error }: FlowResult, request: PendingRequest): Promise<void> {
  const diagnosis = diagnose(error)
  const message = `${describeRequest(request)}: ${diagnosis.message}`
  // An error without a code comes from the executor, so the hint at a bug in Peaflow would mislead.
  const hint = isFlowError(error) ? diagnosis.hint : undefined
  return screen.failure({ ...diagnosis, message, hint }, { ids: request.ids, lines: request.lines })
}
