import type { Document, FlowError } from '@peaflow/core'

/** The result of one request. */
export interface FlowResult {
  /** The request's position in its stream, from 0. */
  readonly index: number
  /** The documents of the answer; if the request failed, the documents as they were sent. */
  readonly documents: readonly Document[]
  /** Set if the request failed: a `REQUEST_…` error that names the Pod, the Pea and the cause. */
  readonly error?: FlowError | undefined
}
