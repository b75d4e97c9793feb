import type { Metadata } from '@grpc/grpc-js'
import type { Document } from '@peaflow/core'
import { FlowError } from '@peaflow/core'
import { encodePayload } from '@peaflow/pea/internal'
import type { Call } from '../calls/call.ts'
import type { Content } from '../request/content.ts'
import { readMessagePack } from '../request/msgpack.ts'
import { traceContextOf } from '../request/trace-context.ts'
import { fromDocument, toDocument } from './documents.ts'
import type { RequestMessage, ResponseMessage } from './messages.ts'
import { fromStruct } from './struct.ts'

/** Where a request has come from. */
export interface RequestOrigin {
  readonly metadata: Metadata
  /** The deadline of gRPC, in milliseconds since 1970; infinite if there is none. */
  readonly deadline: number
}

/**
 * What a request asks for.
 *
 * @throws FlowError `REQUEST_BODY` if its payload is not one, or it has documents beside it.
 */
export function readRequest(
  message: RequestMessage,
  { metadata, deadline }: RequestOrigin,
): Pick<Call, 'endpoint' | 'content' | 'timeout' | 'headers'> {
  const { endpoint, timeout } = message
  const content = readContent(message)
  const headers = traceContextOf((name) => headerOf(metadata, name))
  return { endpoint: endpoint || '/', content, headers, timeout: timeLimitOf(timeout, deadline - Date.now()) }
}

/** An answer in the form of its request: a payload for a payload, documents for documents. */
export function writeDocuments({ payload }: RequestMessage, documents: readonly Document[]): ResponseMessage {
  if (!isSet(payload)) return { documents: documents.map(fromDocument) }
  // A copy: what an encoded value stands in is used for the next one.
  return { payload: Buffer.from(encodePayload({ documents, parameters: {} })) }
}

/** Metadata of a name in lower case, as a header is. */
export function headerOf(metadata: Metadata, name: string): string | undefined {
  const values = metadata.get(name)
  return values.length === 0 ? undefined : values.map(String).join(', ')
}

function readContent({ payload, documents, parameters }: RequestMessage): Content {
  if (!isSet(payload)) {
    return { documents: (documents ?? []).map(toDocument), parameters: parameters ? fromStruct(parameters) : {} }
  }
  if (documents === undefined && parameters === undefined) return readMessagePack(payload)
  throw new FlowError('REQUEST_BODY', 'the request has a payload, and documents or parameters beside it', {
    hint: 'Send either: the payload is [documents, parameters]',
  })
}

/** proto3 does not tell empty bytes from none. */
function isSet(payload: Uint8Array | undefined): payload is Uint8Array {
  return payload !== undefined && payload.length > 0
}

/** The shorter of the two, in milliseconds. A deadline that is over is one that ends the call itself. */
function timeLimitOf(timeout: number | undefined, left: number): number | undefined {
  const limit = Math.min(timeout || Number.POSITIVE_INFINITY, Math.max(left, 1))
  return Number.isFinite(limit) ? limit : undefined
}
