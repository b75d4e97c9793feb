import { FlowError } from '@peaflow/core'
import type { Call } from '../calls/call.ts'
import { isMapping, readContent } from '../request/json.ts'
import { traceContextOf } from '../request/trace-context.ts'
import type { Codec } from './codec.ts'

/** What a client has sent, as far as it can be told which call it is about. */
export interface ClientMessage {
  /** What the client calls its call. */
  readonly id: string
  /** Whether it ends that call. Otherwise it begins it. */
  readonly isCancel: boolean
  readonly fields: Readonly<Record<string, unknown>>
}

/** The most characters of an id. */
const MOST_ID = 128

/**
 * Reads a message.
 *
 * @throws FlowError `REQUEST_BODY` if it is of no call: the connection cannot go on.
 */
export function readMessage(codec: Codec, data: Buffer, isBinary: boolean): ClientMessage {
  if (isBinary !== codec.isBinary) throw broken(`this subprotocol has ${codec.isBinary ? 'binary' : 'text'} messages`)
  const fields = decode(codec, data)
  if (!isMapping(fields)) throw broken('a message is not an object')
  const { id, cancel } = fields
  if (typeof id !== 'string' || id === '' || id.length > MOST_ID)
    throw broken(`"id" is not a string of 1 to ${MOST_ID} characters`)
  return { id, isCancel: cancel === true, fields }
}

/** A client uses the id of a call that is open. */
export function idInUse(id: string): FlowError {
  return broken(`the id "${id}" is that of a call that is open`)
}

/**
 * What a message asks for.
 *
 * @throws FlowError `REQUEST_BODY` or `REQUEST_TIME_LIMIT` for a field that is not what it should be.
 */
export function readRequest(
  { fields }: ClientMessage,
  pathEndpoint: string,
): Pick<Call, 'endpoint' | 'content' | 'timeout' | 'headers'> {
  const { endpoint = pathEndpoint, documents, data, parameters = {} } = fields
  if (typeof endpoint !== 'string') throw broken('"endpoint" is not a string')
  const content = readContent({ documents: documents ?? data ?? [], parameters })
  return {
    endpoint,
    content,
    timeout: readTimeout(fields.timeout),
    headers: traceContextOf((name) => textOf(fields[name])),
  }
}

function readTimeout(timeout: unknown): number | undefined {
  if (timeout === undefined || (typeof timeout === 'number' && timeout > 0)) return timeout
  throw new FlowError('REQUEST_TIME_LIMIT', '"timeout" is not a number of milliseconds above 0')
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function decode(codec: Codec, data: Buffer): unknown {
  try {
    return codec.decode(data)
  } catch (cause) {
    throw broken(`a message is not ${codec.isBinary ? 'MessagePack' : 'JSON'}: ${(cause as Error).message}`, cause)
  }
}

function broken(message: string, cause?: unknown): FlowError {
  return new FlowError('REQUEST_BODY', message, { hint: 'Send {"id": "1", "documents": [{"text": "hello"}]}', cause })
}
