import { FlowError } from '@peaflow/core'

/** Why a request came to nothing whose client did not wait for the answer. */
export function hasLeft(): FlowError {
  return new FlowError('REQUEST_CANCELLED', 'the client has left')
}
