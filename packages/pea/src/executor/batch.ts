import { type Document, type Executor, FlowError, findGenerator, type PeaSpec } from '@peaflow/core'
import { decodePayload, encodePayload } from '../document/payload.ts'
import { wrongCount } from './failure.ts'

/**
 * Checks that a Pea with `batch` has an executor that can be batched.
 *
 * @throws FlowError `CONFIG_BATCH_GENERATOR` if a generator serves one of its endpoints.
 */
export function checkBatched(executor: Executor, { batch }: Pick<PeaSpec, 'batch'>): void {
  const served = batch === undefined ? undefined : findGenerator(executor)
  if (served === undefined) return
  throw new FlowError(
    'CONFIG_BATCH_GENERATOR',
    `the executor serves ${served} with a generator, whose pieces belong to one request: it cannot be batched`,
    { hint: 'Remove `batch`, or return all documents at once' },
  )
}

/** The documents of several requests with the same parameters. */
export interface DecodedBatch {
  readonly documents: Document[]
  readonly parameters: Readonly<Record<string, unknown>>
  /** How many of the documents each request has, in order. */
  readonly counts: readonly number[]
}

/**
 * Decodes the payloads of requests with the same parameters.
 *
 * @throws FlowError `REQUEST_PAYLOAD` if one of them is not valid.
 */
export function decodeBatch(payloads: readonly Uint8Array[]): DecodedBatch {
  const decoded = payloads.map(decodePayload)
  return {
    documents: decoded.flatMap(({ documents }) => documents),
    parameters: decoded[0]?.parameters ?? {},
    counts: decoded.map(({ documents }) => documents.length),
  }
}

/**
 * Encodes what an executor returned for a batch as one payload for each request.
 *
 * @throws FlowError `REQUEST_BATCH_RESULT` if it is not one document for each, `REQUEST_DOCUMENT` if one cannot be sent.
 */
export function encodeBatch(returned: readonly Document[], { counts, parameters }: DecodedBatch): Uint8Array[] {
  const given = counts.reduce((sum, count) => sum + count, 0)
  if (returned.length !== given) throw wrongCount({ returned: returned.length, given })
  let end = 0
  return counts.map((count) => {
    end += count
    return encodePayload({ documents: returned.slice(end - count, end), parameters })
  })
}
