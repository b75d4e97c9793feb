import type { FlowResult } from '@peaflow/engine'
import { toJsonLine } from '@peaflow/pea/json'
import { toProblem } from '../problem/problem.ts'

/** An answer as NDJSON: a document a line, as they come. A request that fails is a line `{"error": {...}}`. */
export async function* toLines(results: AsyncIterable<FlowResult>, requestId: string): AsyncGenerator<string> {
  try {
    for await (const { documents, error } of results) {
      if (error !== undefined) yield toJsonLine({ error: toProblem(error, requestId) })
      else if (documents.length > 0) yield documents.map(toJsonLine).join('')
    }
  } catch (error) {
    yield toJsonLine({ error: toProblem(error, requestId) })
  }
}
