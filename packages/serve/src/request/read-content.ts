import { FlowError } from '@peaflow/core'
import type { HttpRequest } from '../http/exchange.ts'
import type { Content } from './content.ts'
import { malformed } from './failures.ts'
import { readJson } from './json.ts'
import { type MediaType, parseMediaType } from './media-type.ts'
import { readMessagePack } from './msgpack.ts'
import { readMultipart } from './multipart.ts'
import { readLines } from './ndjson.ts'
import { readAll } from './read-all.ts'

const NDJSON = ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/x-jsonlines']
const MESSAGE_PACK = ['application/msgpack', 'application/x-msgpack', 'application/vnd.msgpack']

/**
 * What the body of a request asks for, by its media type. A type that none of ours is, is one document with the bytes as
 * its `blob`.
 *
 * @throws FlowError `REQUEST_BODY` if the body is not what its type says, `REQUEST_SIZE` if it is longer than `maxBody`
 * bytes, `REQUEST_MEDIA_TYPE` if it is compressed.
 */
export async function readContent(request: HttpRequest, maxBody: number): Promise<Content> {
  const contentType = request.header('content-type') ?? 'application/json'
  checkEncoding(request)
  const mediaType = parseMediaType(contentType)
  const { type } = mediaType
  if (NDJSON.includes(type)) return { documents: readLines(request.body, maxBody), parameters: {} }
  const bytes = await readAll(request.body, maxBody)
  if (type === 'application/json' || type.endsWith('+json')) return readJson(decode(bytes, mediaType))
  if (MESSAGE_PACK.includes(type)) return readMessagePack(bytes)
  if (type === 'multipart/form-data') return await readMultipart(bytes, contentType)
  if (type === 'text/plain') return { documents: [{ text: decode(bytes, mediaType) }], parameters: {} }
  return { documents: [{ blob: bytes, mime_type: type }], parameters: {} }
}

function checkEncoding(request: HttpRequest): void {
  const encoding = request.header('content-encoding') ?? 'identity'
  if (encoding === 'identity') return
  throw new FlowError('REQUEST_MEDIA_TYPE', `the body has the Content-Encoding "${encoding}"`, {
    hint: 'Send it uncompressed',
  })
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Buffer, { parameters }: MediaType): string {
  const charset = parameters.get('charset')
  try {
    return (charset === undefined ? UTF_8 : new TextDecoder(charset, { fatal: true })).decode(bytes)
  } catch (cause) {
    throw malformed(`the body is not text in ${charset ?? 'utf-8'}`, cause)
  }
}
