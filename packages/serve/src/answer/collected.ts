import type { Document, FlowError } from '@peaflow/core'
import type { FlowResult } from '@peaflow/engine'
import { encodeValue } from '@peaflow/pea/internal'
import { toJsonLine } from '@peaflow/pea/json'
import type { CallTimes } from '../calls/call.ts'
import { addTimes } from '../calls/times.ts'

/** A whole answer. */
export interface Collected {
  readonly documents: readonly Document[]
  readonly times: CallTimes
  /** What failed the first request that did; the others are cancelled. */
  readonly error?: FlowError | undefined
}

/** Collects all documents of an answer. */
export async function collect(results: AsyncIterable<FlowResult>): Promise<Collected> {
  const documents: Document[] = []
  let times: CallTimes = {}
  for await (const result of results) {
    times = addTimes(times, result.times)
    if (result.error !== undefined) return { documents: [], times, error: result.error }
    for (const document of result.documents) documents.push(document)
  }
  return { documents, times }
}

/** An answer as one body: the same mapping in JSON and in MessagePack. */
export function toBody(
  content: Readonly<Record<string, unknown>>,
  format: 'application/json' | 'application/msgpack',
): string | Uint8Array {
  return format === 'application/json' ? toJsonLine(content) : Buffer.from(encodeValue(content))
}
