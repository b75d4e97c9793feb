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
  readonly lines: boolean
  readonly unordered: boolean
  readonly parameters: Readonly<Record<string, unknown>>
}
