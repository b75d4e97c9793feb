import { setTimeout as delay } from 'node:timers/promises'
import type { Document } from '@peaflow/core'
import { isFlowError, type RunningFlow } from 'peaflow'
import type { ClientSketch, RequestSketch } from './history.ts'
import { type Ending, type Oracle, toDocument } from './oracle.ts'

/** What clients need. */
export interface ClientContext {
  readonly running: RunningFlow
  readonly oracle: Oracle
  /** Called after each request that has ended. */
  readonly onEnded: () => void
}

/** Sends everything that a client has to send, and tells the oracle what came back. */
export async function runClient(client: ClientSketch, context: ClientContext): Promise<void> {
  if (client.kind === 'requests') await runRequests(client, context)
  else await runStream(client, context)
}

async function runRequests({ requests, concurrency }: ClientSketch, context: ClientContext): Promise<void> {
  const rest = requests.values()
  const workers = Array.from({ length: concurrency }, async () => {
    for (const request of rest) await runRequest(request, context)
  })
  await Promise.all(workers)
}

async function runRequest(request: RequestSketch, { running, oracle, onEnded }: ClientContext): Promise<void> {
  if (request.pause > 0) await delay(request.pause)
  const aborting = new AbortController()
  const { abortAfter } = request
  const timer = abortAfter === undefined ? undefined : setTimeout(() => aborting.abort(), abortAfter)
  oracle.sent(request)
  oracle.ended(
    request.id,
    await endingOf(running.request('/', [toDocument(request)], { signal: aborting.signal }), aborting),
  )
  clearTimeout(timer)
  onEnded()
}

async function endingOf(answer: Promise<Document[]>, { signal }: AbortController): Promise<Ending> {
  try {
    return { type: 'answer', documents: await answer }
  } catch (error) {
    return signal.aborted ? { type: 'aborted' } : toEnding(error)
  }
}

async function runStream({ kind, requests }: ClientSketch, { running, oracle, onEnded }: ClientContext): Promise<void> {
  const ordered = kind === 'ordered stream'
  const documents = async function* () {
    for (const request of requests) {
      if (request.pause > 0) await delay(request.pause)
      oracle.sent(request)
      yield toDocument(request)
    }
  }
  let count = 0
  for await (const { index, documents: received, error } of running.stream('/', documents(), { batch: 1, ordered })) {
    const id = requests[index]?.id ?? `number ${index}`
    const expected = ordered ? requests[count]?.id : id
    oracle.ended(id, error === undefined ? { type: 'answer', documents: received } : toEnding(error), expected)
    count += 1
    onEnded()
  }
}

function toEnding(error: unknown): Ending {
  const code = isFlowError(error) ? error.code : 'no error of a Flow'
  return { type: 'error', code, message: error instanceof Error ? error.message : String(error) }
}
