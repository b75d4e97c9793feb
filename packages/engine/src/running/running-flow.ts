import type { Document, FlowPlan, StopOptions } from '@peaflow/core'
import type { FlowResult, RequestOptions, StreamOptions } from '@peaflow/pea'
import type { FlowStatus } from './status.ts'

/** A Flow that is up. */
export interface RunningFlow extends AsyncDisposable {
  /** What runs: the plan it was started with, or the one that the last `scale` led to. */
  readonly plan: FlowPlan
  /** Resolves when the Flow has stopped, for whatever reason. */
  readonly stopped: Promise<void>
  /**
   * Sends documents through, so many in each request, and yields what comes of each request as it finishes. A request
   * that fails is a result with an `error`; the others go on.
   *
   * @throws FlowError `REQUEST_STOPPED` if the Flow stops meanwhile.
   */
  stream(
    endpoint: string,
    documents: Iterable<Document> | AsyncIterable<Document>,
    options?: StreamOptions,
  ): AsyncIterable<FlowResult>
  /**
   * Sends documents through in one request, and returns what comes of them.
   *
   * @throws FlowError `REQUEST_…` if it fails.
   */
  request(endpoint: string, documents: readonly Document[], options?: RequestOptions): Promise<Document[]>
  /**
   * Gives a Pod another number of replicas while the Flow runs; what is in flight finishes first, what is sent meanwhile
   * waits. Done when the new replicas are ready and those left over have ended.
   *
   * @throws FlowError `LAUNCH_NO_REPLAN` if the Flow was started without `replan`, `TOPOLOGY_…` if the Pod cannot be
   * scaled, `LAUNCH_…` if a replica cannot be launched; the Flow then goes on as it was.
   */
  scale(pod: string, replicas: number): Promise<void>
  /** How the Flow and each of its Peas are. */
  status(): Promise<FlowStatus>
  /**
   * Lets what is in flight finish, side branches included, as long as something moves within each grace period; then
   * ends the Peas, the last ones first. May be called again, with a shorter grace period to insist; 0 ends all at once.
   */
  stop(options?: StopOptions): Promise<void>
}
