import type { FlowResult, RunningFlow } from '@peaflow/engine'
import type { Call } from './call.ts'

/** Sends documents through a Flow: a list as one request, and what arrives one after another as several, in order. */
export function resultsOf(running: RunningFlow, call: Call): AsyncIterable<FlowResult> {
  const { endpoint, content, batch, pieces, timeout, headers } = call
  const { documents, parameters } = content
  const ordered = Symbol.asyncIterator in documents
  if (!ordered && documents.length === 0) return answerOf(running, call)
  const most = ordered ? batch : documents.length
  return running.stream(endpoint, documents, {
    parameters,
    headers,
    timeout,
    pieces,
    times: true,
    ordered,
    batch: most,
  })
}

/** A stream has no request without documents. */
async function* answerOf(running: RunningFlow, call: Call): AsyncGenerator<FlowResult> {
  const { endpoint, content, timeout, headers, cancellation } = call
  const options = { parameters: content.parameters, headers, timeout, signal: cancellation.signal }
  yield { index: 0, documents: await running.request(endpoint, [], options) }
}
