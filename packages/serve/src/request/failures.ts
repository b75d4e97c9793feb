import { FlowError } from '@peaflow/core'

/** The body is not what its media type says. */
export function malformed(message: string, cause?: unknown): FlowError {
  return new FlowError('REQUEST_BODY', message, {
    hint: 'Send {"documents": [{"text": "hello"}]}',
    cause,
  })
}

/** The body is larger than the server takes. */
export function tooLarge(maxBody: number): FlowError {
  return new FlowError('REQUEST_SIZE', `the body has more than ${maxBody} bytes`, {
    hint: 'Send fewer documents in a request, or raise max_body',
  })
}
