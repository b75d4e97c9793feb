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
   * Gives a Pod another number of replicas while requests pass. A new replica gets its share once it is ready. One that is
   * left over gets nothing more, finishes what it has and ends; if it dies first, the others get what it had. Resolves
   * once the new replicas are ready, or those left over have ended.
   *
   * Where a head or a tail comes or goes, the senders of the Pod hold its messages back until those that it has are
   * through, typically when it gets its second replica or loses it. Where the Pod joins several others, the gateway holds
   * back all requests.
   *
   * Changes are made one after another, in the order of the calls of `scale` and `restart`.
   *
   * @throws FlowError `LAUNCH_NO_REPLAN` if the Flow was started without `replan`, `TOPOLOGY_…` if the Pod cannot be
   * scaled, `LAUNCH_NOT_DRAINED` if messages have to be held back and those in flight take too long, `LAUNCH_STOPPING` if
   * the Flow is being stopped, and what `startFlow` throws if a replica cannot be launched. The Flow then goes on as it was.
   */
  scale(pod: string, replicas: number): Promise<void>
  /**
   * Gives a Pod new Peas, one after another, while requests pass: its replicas, then its head and its tail. Each gets
   * nothing more, finishes what it has, ends, and is launched again; the next one follows once it is ready. Of a Pod with
   * one replica, its senders keep the messages meanwhile. A Pea that joins several is restarted once no request is in
   * flight; the gateway holds requests back until then. Its restarts are not counted as failures.
   *
   * The executor's code is read anew: in a new process or container, in a new thread, and by the runtime `inline` for the
   * module that `uses` names. Modules that an inline executor imports, and functions of this program, stay as they are. An
   * image with the same name is not pulled again unless `pull` is `always`.
   *
   * Changes are made one after another, in the order of the calls of `scale` and `restart`.
   *
   * @throws FlowError `TOPOLOGY_UNKNOWN_POD`, `TOPOLOGY_RESTART` for the gateway and external Pods, `LAUNCH_…` if a new Pea
   * ends before it is ready: the Flow then tries to launch it as its restart policy says, and the Peas after it stay as
   * they are. `LAUNCH_NOT_DRAINED` if requests take too long on their way to a Pea that joins, `LAUNCH_STOPPING` if the Flow is being stopped.
   */
  restart(pod: string): Promise<void>
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
