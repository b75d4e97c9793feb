import type { Document, FlowPlan, StopOptions } from '@peaflow/core'
import type { FlowResult, RequestOptions, StreamOptions } from '@peaflow/pea/internal'
import type { FlowEndpoints } from '../endpoints/flow-endpoints.ts'
import type { FlowStatistics } from '../statistics/flow-statistics.ts'
import type { TapOptions } from '../tap/options.ts'
import type { Tapped } from '../tap/tapped.ts'
import type { FlowLoad, FlowReadiness } from './readiness.ts'
import type { FlowStatus } from './status.ts'

/** How a Pod is restarted. */
export interface PodRestartOptions {
  /**
   * A plan of the same Flow in which the Pod has other options, such as another executor or other arguments of it.
   *
   * @defaultValue the Pod has the options that it had
   */
  readonly plan?: FlowPlan | undefined
}

/** A Flow that is up. */
export interface RunningFlow extends AsyncDisposable {
  /** The plan that it was started with, or that the last `scale` led to. */
  readonly plan: FlowPlan
  /**
   * The absolute path of its runtime folder, which only this user can enter and which is removed when the Flow has stopped;
   * `undefined` where the system has no Unix sockets.
   */
  readonly folder: string | undefined
  /** Resolves when the Flow has stopped, for whatever reason; never rejects. */
  readonly stopped: Promise<void>
  /**
   * Sends documents through the Flow, several in each request, and yields the result of each request when it is there.
   * A request that fails is a result with an `error`; the others go on.
   *
   * @throws FlowError `REQUEST_ENDPOINT` at once if no Pod serves the endpoint, `REQUEST_STOPPED` if the Flow stops meanwhile.
   */
  stream(
    endpoint: string,
    documents: Iterable<Document> | AsyncIterable<Document>,
    options?: StreamOptions,
  ): AsyncIterable<FlowResult>
  /**
   * Sends documents through the Flow in one request, and returns the documents of its answer.
   *
   * @throws FlowError `REQUEST_…` if it fails; `REQUEST_ENDPOINT` at once if no Pod serves the endpoint.
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
   * With a `plan`, the new Peas have the options that the Pod has there.
   *
   * @throws FlowError `TOPOLOGY_UNKNOWN_POD`, `TOPOLOGY_RESTART` for the gateway and external Pods, and for a `plan` in which the Pod has other Peas or links, `LAUNCH_…` if a new Pea
   * ends before it is ready: the Flow then tries to launch it as its restart policy says, and the Peas after it stay as
   * they are. `LAUNCH_NOT_DRAINED` if requests take too long on their way to a Pea that joins, `LAUNCH_STOPPING` if the Flow is being stopped.
   */
  restart(pod: string, options?: PodRestartOptions): Promise<void>
  /** The endpoints that the Flow serves, with the schemas of its executors. A restart of a Pod may change them. */
  endpoints(): FlowEndpoints
  /**
   * Copies some of the messages that pass the replicas of a Pod, also of those that start later, from shortly after the first read. It
   * never slows the Flow: a Pea makes a copy only when the last one has been read, and never more than `rate` a second.
   * Leaving the loop ends the tap everywhere; it also ends with the Flow.
   *
   * @throws FlowError `TOPOLOGY_UNKNOWN_POD`, `CONFIG_TAP` for the gateway, for what passes between the Pods of a group, for
   * options that are not valid, and for more than 8 taps of one Pod.
   */
  tap(pod: string, options?: TapOptions): AsyncIterableIterator<Tapped, undefined>
  /** The state of the Flow and of each of its Peas. */
  status(): Promise<FlowStatus>
  /** Whether the Flow can answer requests now. Asks no Pea, so that it may be called often. */
  readiness(): FlowReadiness
  /** How many requests the Flow has: a part of `readiness` that looks at no Pea, so that it may be asked for each request. */
  load(): FlowLoad
  /**
   * What the Flow has done since it was started, by Pod and endpoint: counters that never go backwards, also when Peas are
   * restarted or replaced, and histograms whose quantiles `quantile` finds. Costs nothing but reading: Peas report once a
   * second, so what they have done since is missing.
   */
  statistics(): FlowStatistics
  /**
   * Lets requests in flight complete, side branches included, as long as one is answered within each grace period (5 s
   * by default). Then ends the Peas, the last ones first, within the grace period; within a second if requests have used it up. What cannot be known to have ended, such
   * as a container whose Engine does not answer, is named in a line of the log. Call it again with a shorter grace period to stop sooner; 0
   * ends everything at once.
   */
  stop(options?: StopOptions): Promise<void>
}
