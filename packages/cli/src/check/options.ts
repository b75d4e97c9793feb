/** The options of `peaflow check`. */
export interface CheckOptions {
  /**
   * Where replicas join.
   *
   * @defaultValue as the file says
   */
  readonly join?: string | undefined
}
