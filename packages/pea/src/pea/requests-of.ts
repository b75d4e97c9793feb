import type { PeaSpec } from '@peaflow/core'
import { encodeError } from '@peaflow/protocol'
import { Requests, type RequestsOptions } from '../stream/requests.ts'
import { toWireError } from './failure.ts'

/** The requests in a Pea. */
export function requestsOf(
  spec: PeaSpec,
  { onSuperseded, ...listener }: Pick<RequestsOptions, 'onSuperseded'> & RequestsOptions['listener'],
): Requests {
  return new Requests({
    isFinal: spec.role === 'gateway',
    collects: spec.collect === true,
    encodeFailure: (thrown) => encodeError(toWireError(spec, thrown)),
    onSuperseded,
    listener,
  })
}
