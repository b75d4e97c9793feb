import { FlowError } from '@peaflow/core'
import { MAX_FRAME_BYTES } from '@peaflow/protocol'

/** The bytes, which the message calls `what`, are not a payload. */
export function invalidPayload(why: string, what = 'the payload', cause?: unknown): FlowError {
  return new FlowError('REQUEST_PAYLOAD', `${what} is not valid: ${why}`, {
    hint: 'Its sender does not follow docs/wire-protocol.md',
    cause,
  })
}

/** The payload takes more bytes than a frame may. */
export function payloadTooLarge(bytes: number): FlowError {
  const [size, most] = [bytes, MAX_FRAME_BYTES].map((count) => `${(count / 1_048_576).toFixed(1)} MB`)
  return new FlowError('REQUEST_SIZE', `the documents of one request take ${size}, but at most ${most} can be sent`, {
    hint: 'Send fewer documents in a request (batch), or send the uri of large content',
  })
}
