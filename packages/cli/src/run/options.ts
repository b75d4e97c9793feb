import type { Level } from '../terminal/level.ts'

/** The options of `peaflow run`. */
export interface RunOptions {
  readonly input: string
  readonly output: string
  readonly endpoint: string
  /**
   * Documents per request.
   *
   * @defaultValue 100, or 1 when a person types them
   */
  readonly batch?: number | undefined
  readonly lines?: boolean | undefined
  readonly csv?: boolean | undefined
  /** Patterns of files of which each is a document. */
  readonly files?: readonly string[] | undefined
  readonly unordered: boolean
  /** A JSON object, for the executors. */
  readonly parameters: string
  /**
   * Where replicas join.
   *
   * @defaultValue as the file says
   */
  readonly join?: string | undefined
  /**
   * The most milliseconds that it waits for replicas that join.
   *
   * @defaultValue 600_000
   */
  readonly joinTimeout?: number | undefined
  readonly logLevel: Level
}
