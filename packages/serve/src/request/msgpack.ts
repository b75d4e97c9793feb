import { decodeValue } from '@peaflow/pea/internal'
import type { Content } from './content.ts'
import { malformed } from './failures.ts'
import { isMapping, readContent } from './json.ts'

/**
 * The same mapping as in JSON, or the pair `[documents, parameters]` that travels between Peas. Binary data and typed
 * arrays stay what they are.
 *
 * @throws FlowError `REQUEST_BODY` if it is not MessagePack, or neither of these.
 */
export function readMessagePack(bytes: Uint8Array): Content {
  const value = decode(bytes)
  if (Array.isArray(value)) return readContent({ documents: value[0], parameters: value[1] ?? {} })
  if (!isMapping(value)) throw malformed('the body is neither a mapping nor a pair')
  return readContent(value)
}

function decode(bytes: Uint8Array): unknown {
  try {
    return decodeValue(bytes)
  } catch (cause) {
    throw malformed(`the body is not MessagePack: ${(cause as Error).message}`, cause)
  }
}
