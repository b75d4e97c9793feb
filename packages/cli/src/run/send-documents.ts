import type { FlowResult, RunningFlow, StreamOptions } from '@peaflow/engine'
import type { InputDocument } from '../input/input.ts'
import { PatientReader } from './patient-reader.ts'
import { type PendingRequest, PendingRequests } from './pending-requests.ts'

/** How documents are sent. */
export interface SendOptions extends Omit<StreamOptions, 'batch' | 'ordered'> {
  readonly endpoint: string
  readonly batch: number
  readonly ordered: boolean
  /** Receives each result with its request, in order if that is asked for. */
  readonly onResult: (result: FlowResult, request: PendingRequest) => Promise<void>
}

/** The most streams that are open at once. Then batches wait until they are full. */
const MOST_STREAMS = 1_024

/**
 * Sends documents through a Flow. Resolves when all results have been received.
 *
 * @throws what the stream, the documents and `onResult` throw.
 */
export async function sendDocuments(
  running: RunningFlow,
  documents: AsyncIterable<InputDocument>,
  options: SendOptions,
): Promise<void> {
  const { endpoint, batch, ordered, onResult, ...streamOptions } = options
  let open = 0
  let last: Promise<unknown> = Promise.resolve()
  const reader = new PatientReader({ documents, batch, mayPause: () => open < MOST_STREAMS })
  const start = () => {
    open++
    const pending = new PendingRequests(batch)
    const source = reader.read(pending, start)
    const stream = running.stream(endpoint, source, { ...streamOptions, batch, ordered })[Symbol.asyncIterator]()
    // Asked for now, because that starts the stream.
    const first = stream.next()
    first.catch(reportedLater)
    const receive = async () => {
      for (let step = await first; !step.done; step = await stream.next()) {
        await onResult(step.value, pending.take(step.value.index))
      }
      open--
    }
    last = ordered ? last.then(receive) : Promise.all([last, receive()])
    last.catch(reportedLater)
  }
  start()
  // A stream that pauses starts the next before it ends.
  for (let received: unknown; received !== last; ) {
    received = last
    await received
  }
}

/** Whoever awaits the promise gets the error. */
function reportedLater(): void {}
