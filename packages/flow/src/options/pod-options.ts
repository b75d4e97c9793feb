import type { ExecProtocol, Executor } from '@peaflow/core'
import type { SharedOptions } from './shared-options.ts'

/** What a Pod runs: a module path, an executor YAML, a built-in such as `_merge`, or the executor itself. */
export type PodUses = string | Executor

/** How many documents of how many requests go to the executor in one call. */
export interface BatchOptions {
  /** The maximum number of documents in one call. */
  readonly documents: number
  /**
   * Milliseconds that a request may wait for others to share its call.
   *
   * @defaultValue 0: a call takes what has arrived by then
   */
  readonly within?: number | undefined
}

/** A program that is the executor. */
export interface ExecOptions {
  /** The program and its arguments: an array, or a command line. Relative paths start from the folder of the flow file. */
  readonly command: string | readonly string[]
  /**
   * `frames`: the executor protocol, on file descriptors 3 and 4. `lines`: lines of JSON, on standard input and output.
   *
   * @defaultValue 'frames'
   */
  readonly protocol?: ExecProtocol | undefined
  /**
   * The folder it runs in.
   *
   * @defaultValue the folder of the flow file
   */
  readonly cwd?: string | undefined
}

/** How many replicas of a Pod come by `peaflow join`. */
export interface ReplicaRange {
  /** The Flow is ready once that many are there. */
  readonly min: number
  /** No more than that many are taken. */
  readonly max: number
}

/** The options of a Pod. */
export interface PodOptions extends Omit<SharedOptions, 'replicas'> {
  /**
   * The number of Peas that run the executor; or how few and how many come by `peaflow join`, so that nobody launches them.
   *
   * @defaultValue 1
   */
  readonly replicas?: number | ReplicaRange | undefined
  /**
   * Letters, digits, `_` and `-`, beginning with a letter or `_`.
   *
   * @defaultValue 'pod0', 'pod1', …
   */
  readonly name?: string | undefined
  /**
   * The Pods whose answers this one takes; `gateway` is where data enters.
   *
   * @defaultValue the Pod added last
   */
  readonly needs?: string | readonly string[] | undefined
  /** The same as `needs`. */
  readonly recvFrom?: string | readonly string[] | undefined
  /** The same as `needs`. */
  readonly recv_from?: string | readonly string[] | undefined
  /** The Pods that take this one's answers; with `gateway`, the answer of this Pod is the Flow's. */
  readonly sendTo?: string | readonly string[] | undefined
  /** The same as `sendTo`. */
  readonly send_to?: string | readonly string[] | undefined
  /**
   * The executor.
   *
   * @defaultValue '_pass'
   */
  readonly uses?: PodUses | undefined
  /**
   * The executor is a program in any language, instead of `uses`: a command line, which is split as a shell would and run
   * without one, or a command and how the program talks to its Pea.
   */
  readonly exec?: string | ExecOptions | undefined
  /**
   * The interpreter of an executor in Python: a path, a name on `PATH`, or the folder of a virtual environment.
   *
   * @defaultValue `.venv` beside the file, `$VIRTUAL_ENV`, `uv` for a script with a header, or `python3`
   */
  readonly python?: string | undefined
  /** Arguments for the executor: plain data. */
  readonly with?: Readonly<Record<string, unknown>> | undefined
  /**
   * The maximum number of documents in one call, which takes those of several requests with the same endpoint and the
   * same parameters. The executor returns as many documents as it gets, in order.
   *
   * @defaultValue one call for each request
   */
  readonly batch?: number | BatchOptions | undefined
  /**
   * The name of a group. Pods that follow one another in one group run in one Pea, which hands documents from one to the
   * next without a socket or an encoding.
   *
   * @defaultValue none: the Pod has Peas of its own
   */
  readonly group?: string | undefined
  /** An executor for the head, before messages are distributed to the replicas. */
  readonly usesBefore?: PodUses | undefined
  /** An executor for the tail, after the answers are collected. */
  readonly usesAfter?: PodUses | undefined
  /** The container image of every replica; head and tail stay outside. */
  readonly image?: string | undefined
  /**
   * A folder with a Dockerfile, from which the Engine builds the image before the start.
   *
   * @defaultValue the image is not built; with `build` alone, `image` is `peaflow-build/` and the path
   */
  readonly build?: string | undefined
  /** Replaces the entrypoint of the image; a string is split at its spaces. */
  readonly entrypoint?: string | readonly string[] | undefined
  /** The GPUs of the container: `all`, or how many. */
  readonly gpus?: 'all' | number | undefined
  /** Raw fields for the Engine's create call; they override other options. */
  readonly docker?: Readonly<Record<string, unknown>> | undefined
  /** Bytes of memory that the container may take. */
  readonly memory?: number | undefined
  /** CPUs that the container may take; a fraction is fine. */
  readonly cpus?: number | undefined
  /**
   * The user that the container runs as: `uid` or `uid:gid`.
   *
   * @defaultValue the user who starts the Flow
   */
  readonly user?: string | undefined
  /**
   * The machine the Pod runs on, as an IP or DNS name; several spread its replicas.
   *
   * @defaultValue this machine
   */
  readonly host?: string | readonly string[] | undefined
  /**
   * The Pod already runs there; Peaflow only dials it.
   *
   * @defaultValue false
   */
  readonly external?: boolean | undefined
  /**
   * The executor is called once with all pieces of a streamed answer, instead of once for each piece. A Pod that joins
   * several, and the tail of `polling: all`, collect anyway.
   *
   * @defaultValue false
   */
  readonly collect?: boolean | undefined
  /** The port on which data arrives, set by hand; further edges and replicas there count up from it. */
  readonly portIn?: number | undefined
  /** The port on which results leave, set by hand; further edges and replicas there count up from it. */
  readonly portOut?: number | undefined
  /** The control port of an external Pod; further replicas there count up from it. */
  readonly portControl?: number | undefined
  /** The host that the Pod dials for its data, set by hand. */
  readonly hostIn?: string | undefined
  /** The host that the Pod dials with its results, set by hand. */
  readonly hostOut?: string | undefined
  /**
   * Milliseconds a call of this Pod's executor may take.
   *
   * @defaultValue the time that the request has left
   */
  readonly timeoutRequest?: number | undefined
}

/** The options of a join: those of a Pod, except which Pods it needs. */
export type JoinOptions = Omit<PodOptions, 'needs' | 'recvFrom' | 'recv_from'>
