import type { Document, FlowError } from '@peaflow/core'
import type { PodTimes } from '@peaflow/protocol'

/** The result of one request. */
export interface FlowResult {
  /** The request's position in its stream, from 0. */
  readonly index: number
  /** The documents of the answer; if the request failed, the documents as they were sent. */
  readonly documents: readonly Document[]
  /** The headers that it was sent with, as they came back; missing if it was sent without. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /**
   * The milliseconds that it waited for its call in each Pod, from when its messages were there, and that the call took. Of
   * replicas that all get the request, the longest. Missing unless the stream asked for `times`.
   */
  readonly times?: Readonly<Record<string, PodTimes>> | undefined
  /** Which piece of its answer this is; only in a stream with `pieces`. An answer that is not streamed is one piece. */
  readonly piece?: { readonly index: number; readonly last: boolean } | undefined
  /** Set if the request failed: a `REQUEST_…` error that names the Pod, the Pea and the cause. */
  readonly error?: FlowError | undefined
}
