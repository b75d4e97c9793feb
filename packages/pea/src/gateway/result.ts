import type { Document, FlowError } from '@peaflow/core'

/** What came of one request. */
export interface FlowResult {
  /** Which request it was: the first one of the stream is 0. */
  readonly index: number
  /** What the Flow made of the documents; if it failed, the documents as they were sent. */
  readonly documents: readonly Document[]
  /** Why it failed: a `REQUEST_…` error that names the Pod, the Pea and the cause. */
  readonly error?: FlowError | undefined
}
