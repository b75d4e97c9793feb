import type { Document } from '@peaflow/core'
import { findTooDeep, parseJson, UnreadableValue, withBinary } from '@peaflow/pea/json'
import type { Content } from './content.ts'
import { isTooDeep } from './depth.ts'
import { malformed } from './failures.ts'

type Mapping = Readonly<Record<string, unknown>>

/**
 * `{"documents": [...], "parameters": {...}}`, with `data` for `documents` as well; a list of documents; or one document.
 *
 * @throws FlowError `REQUEST_BODY` if it is not JSON, or none of these.
 */
export function readJson(text: string): Content {
  const value = parseBody(text)
  if (Array.isArray(value)) return { documents: toDocuments(value, 'the body'), parameters: {} }
  if (!isMapping(value)) throw malformed('the body is neither a JSON object nor a list')
  return readContent(value)
}

/** The content of a mapping: its `documents`, or the mapping as the only document. */
export function readContent(value: Mapping): Content {
  const list = value.documents ?? value.data
  if (list === undefined && !('parameters' in value))
    return { documents: toDocuments([value], 'the body'), parameters: {} }
  const { parameters = {} } = value
  if (!isMapping(parameters)) throw malformed('"parameters" is not an object')
  if (list !== undefined && !Array.isArray(list)) throw malformed('"documents" is not a list')
  return { documents: toDocuments(list ?? [], '"documents"'), parameters }
}

/**
 * One line of NDJSON.
 *
 * @throws FlowError `REQUEST_BODY` if it is not one JSON object; the message names the line.
 */
export function readLine(text: string, line: number): Document {
  const name = `line ${line}`
  const [document] = toDocuments([parse(text, name)], name)
  return document as Document
}

/**
 * The value of a body.
 *
 * @throws FlowError `REQUEST_BODY` if it is not JSON.
 */
export function parseBody(text: string): unknown {
  return parse(text, 'the body')
}

function parse(text: string, name: string): unknown {
  if (isTooDeep(text)) throw malformed(`${name} is nested too deep`)
  try {
    return parseJson(text)
  } catch (cause) {
    const { message } = cause as Error
    throw malformed(cause instanceof UnreadableValue ? `${name}: ${message}` : `${name} is not JSON: ${message}`, cause)
  }
}

function toDocuments(values: readonly unknown[], name: string): Document[] {
  const problem = findTooDeep(values)
  if (problem !== undefined) throw malformed(`${name}: ${problem}`)
  return values.map((value, index) => {
    if (!isMapping(value)) throw malformed(`${name}[${index}] is not an object, but a document is one`)
    try {
      return withBinary(value as Document)
    } catch (cause) {
      throw malformed(`${name}[${index}]: ${(cause as Error).message}`, cause)
    }
  })
}

/** Whether this is an object, and no array. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
