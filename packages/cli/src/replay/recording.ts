import type { Document } from '@peaflow/core'
import { parseJson } from '@peaflow/pea/json'
import { wrongInput } from '../input/wrong-input.ts'

/** A recorded request. */
export interface RecordedRequest {
  /** When it passed, in milliseconds since 1970; `undefined` if the line does not say. */
  readonly time: number | undefined
  readonly endpoint: string
  /** Blobs are base64. */
  readonly documents: readonly Document[]
  readonly parameters: Readonly<Record<string, unknown>>
}

/**
 * Reads a line of a recording.
 *
 * @param position - what messages name: `requests.jsonl: line 3`
 * @throws FlowError `CONFIG_INPUT` if it is none.
 */
export function parseRecorded(text: string, position: string): RecordedRequest {
  const value = parse(text, position)
  const { time, endpoint = '/', documents, parameters = {} } = value
  if (typeof endpoint !== 'string' || !endpoint.startsWith('/')) throw notRecorded(position, '"endpoint" is not a path')
  if (!Array.isArray(documents) || !documents.every(isMapping))
    throw notRecorded(position, '"documents" is not an array of objects')
  if (!isMapping(parameters)) throw notRecorded(position, '"parameters" is not an object')
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return { time: Number.isNaN(at) ? undefined : at, endpoint, documents: documents as Document[], parameters }
}

function parse(text: string, position: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = parseJson(text)
  } catch (cause) {
    throw notRecorded(position, cause instanceof Error ? cause.message : String(cause), cause)
  }
  if (isMapping(value)) return value
  throw notRecorded(position, 'it is not a JSON object')
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function notRecorded(position: string, why: string, cause?: unknown): Error {
  return wrongInput(`${position} is not a recorded request: ${why}`, {
    hint: 'Name a file that peaflow record has written',
    cause,
  })
}
