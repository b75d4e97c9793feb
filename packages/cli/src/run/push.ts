import { FlowError, isFlowError } from '@peaflow/core'
import type { FlowResult, RunningFlow } from '@peaflow/engine'
import { findTooDeep, toJsonLine } from '@peaflow/pea/json'
import type { Input, InputDocument } from '../input/input.ts'
import type { Writer } from '../output/writer.ts'
import { diagnose } from '../report/diagnosis.ts'
import type { Interruption } from '../screen/interruption.ts'
import { describeProgress } from '../screen/progress.ts'
import type { Screen } from '../screen/screen.ts'
import type { RunOptions } from './options.ts'
import { describeRequest, type PendingRequest, toRequestFields } from './pending-requests.ts'
import { sendDocuments } from './send-documents.ts'
import type { Tally } from './tally.ts'

/** What documents are pushed with. */
export interface PushOptions {
  readonly options: RunOptions
  readonly parameters: Readonly<Record<string, unknown>>
  readonly input: Input
  readonly writer: Writer
  readonly screen: Screen
  readonly interruption: Interruption
  /** The Flow cannot go on: what is not answered is not wanted. */
  readonly broken: AbortSignal
  /** Counts what is answered. */
  readonly tally: Tally
}

/** Documents per request, unless `--batch` says otherwise. */
const BATCH = { piped: 100, interactive: 1 } as const

/**
 * Pushes all documents of an input through a running Flow and writes the results.
 *
 * @throws FlowError `CONFIG_INPUT` for what is not a document, once all documents before it are answered.
 */
export async function push(running: RunningFlow, context: PushOptions): Promise<void> {
  const { options, parameters, input, writer, screen, interruption, broken } = context
  const { endpoint, unordered, batch = input.interactive ? BATCH.interactive : BATCH.piped } = options
  const signal = AbortSignal.any([interruption.stop, broken, writer.closed])
  signal.addEventListener('abort', input.close)
  showProgress(context)
  const { documents, problem } = untilProblem(input.documents)
  const onResult = (result: FlowResult, request: PendingRequest) => take(result, request, { ...context, signal })
  try {
    await sendDocuments(running, documents, { endpoint, parameters, batch, ordered: !unordered, signal, onResult })
  } catch (caught) {
    // After an interruption, or when the reader has closed the output, the rest is not wanted.
    if (!signal.aborted) throw caught
  }
  screen.hide()
  const wrong = problem()
  if (wrong !== undefined && !signal.aborted) throw wrong.thrown
}

/** The documents before what cannot be read, so that they are answered first. */
function untilProblem(all: AsyncIterable<InputDocument>) {
  const iterator = all[Symbol.asyncIterator]()
  let problem: { readonly thrown: unknown } | undefined
  const onThrown = (thrown: unknown): IteratorResult<InputDocument> => {
    problem = { thrown }
    return { done: true, value: undefined }
  }
  // Not a generator, which would cost each document several turns of the microtask queue.
  const documents = { [Symbol.asyncIterator]: () => ({ next: () => iterator.next().catch(onThrown) }) }
  return { documents, problem: () => problem }
}

async function take(
  { documents, error }: FlowResult,
  request: PendingRequest,
  { writer, screen, signal, tally }: PushOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const text = error === undefined ? toLines(documents) : error
  tally.add(request, { isFailed: typeof text !== 'string' })
  if (typeof text === 'string') await writer.write(text, signal)
  else await reportFailure(screen, text, request)
}

/** The documents as NDJSON, or why they cannot be written so. */
function toLines(documents: FlowResult['documents']): string | FlowError {
  try {
    return documents.map(toJsonLine).join('')
  } catch (cause) {
    const why = findTooDeep(documents) ?? (cause instanceof Error ? cause.message : String(cause))
    return new FlowError('REQUEST_RESULT', `the result cannot be written as JSON: ${why}`, { cause })
  }
}

function showProgress({ input, options, screen, tally }: PushOptions): void {
  if (input.interactive) {
    screen.hide()
    screen.print(`ready: type ${options.lines ? 'a line of text' : 'a JSON object'} and press Enter; ^D ends`)
    return
  }
  // On a terminal the results themselves are the progress, and a progress line would get in their way.
  if (options.output === '-' && process.stdout.isTTY) screen.hide()
  else screen.show(() => describeProgress(tally.state(input.size)))
}

function reportFailure(screen: Screen, error: FlowError, request: PendingRequest): Promise<void> {
  const diagnosis = diagnose(error)
  const message = `${describeRequest(request)}: ${diagnosis.message}`
  // An error without a code comes from the executor, so the hint at a bug in Peaflow would mislead.
  const hint = isFlowError(error) ? diagnosis.hint : undefined
  return screen.failure({ ...diagnosis, message, hint }, toRequestFields(request))
}
