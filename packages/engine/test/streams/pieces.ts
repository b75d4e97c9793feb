import type { FlowResult } from '@peaflow/pea/internal'
import { eventually } from '../../../pea/test/eventually.ts'
import type { RunningFlow } from '../../src/running/running-flow.ts'

/** Reads a stream to its end. */
export async function readAll(stream: AsyncIterable<FlowResult>): Promise<FlowResult[]> {
  const results: FlowResult[] = []
  for await (const result of stream) results.push(result)
  return results
}

/** The ids of documents. */
export function idsOf(documents: readonly { readonly id?: string | undefined }[]): unknown[] {
  return documents.map(({ id }) => id)
}

/** The ids of the documents that `tokens.mjs` makes of a document. */
export function tokensOf(id: string, pieces: number): string[] {
  return Array.from({ length: pieces }, (_, made) => `${id}-${made}`)
}

/** Waits until no Pea holds a request, and none is in flight. */
export async function nothingHeld(running: RunningFlow): Promise<void> {
  const { peas } = await running.status()
  const held = async () => {
    const { peas, inFlight } = await running.status()
    return [inFlight, ...peas.map(({ report }) => report?.held)]
  }
  await eventually(held).toEqual([0, ...peas.map(() => 0)])
}
