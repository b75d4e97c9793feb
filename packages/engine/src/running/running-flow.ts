import type { Document, FlowPlan, StopOptions } from '@peaflow/core'
import type { FlowResult, RequestOptions, StreamOptions } from '@peaflow/pea/internal'
import type { FlowStatus } from './status.ts'

/** A Flow that is up. */
export interface RunningFlow extends AsyncDisposable {
  /** The plan that it was started with, or that the last `scale` led to. */
  readonly plan: FlowPlan
  /** Resolves when the Flow has stopped, for whatever reason; never rejects. */
  readonly stopped: Promise<void>
  /**
   * Sends documents through the Flow, several in each request, and yields the result of each request when it is there.
   * A request that fails is a result with an `error`; the others go on.
   *
   * @throws FlowError `REQUEST_STOPPED` if the Flow stops meanwhile.
   */
  stream(
    endpoint: string,
    documents: Iterable<Document> | AsyncIterable<Document>,
    options?: StreamOptions,
  ): AsyncIterable<FlowResult>
  /**
   * Sends documents through the Flow in one request, and returns the documents of its answer.
   *
   * @throws FlowError `REQUEST_…` if it fails.
   */
  request(endpoint: string, documents: readonly Document[], options?: RequestOptions): Promise<Document[]>
  /**
   * Gives a Pod another number of replicas while the Flow is up. Requests in flight complete first, requests that are
   * made meanwhile wait. Resolves when the new replicas are ready and those left over have ended.
   *
   * @throws FlowError `LAUNCH_NO_REPLAN` if the Flow was started without `replan`, `TOPOLOGY_…` if the Pod cannot be
   * scaled, `LAUNCH_NOT_DRAINED` if requests in flight take too long, `LAUNCH_STOPPING` if the Flow is being stopped,
   * and what `startFlow` throws if a replica cannot be launched. The Flow then goes on as it was.
   */
  scale(pod: string, replicas: number): Promise<void>
  /** The state of the Flow and of each of its Peas. */
  status(): Promise<FlowStatus>
  /**
   * Lets requests in flight complete, side branches included, as long as one is answered within each grace period (5 s
   * by default). Then ends the Peas, the last ones first, within the grace period; within a second if requests have used it up. What cannot be known to have ended, such
   * as a container whose Engine does not answer, is named in a line of the log. Call it again with a shorter grace period to stop sooner; 0
   * ends everything at once.
   */
  stop(options?: StopOptions): Promise<void>
}
