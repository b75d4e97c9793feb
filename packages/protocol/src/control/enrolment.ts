/** How a replica asks to join a Flow that has not launched it. Its frame has the id of no Flow. */
export interface Enrolment {
  readonly pod: string
  /** Shows that the sender has the key of the Pod: 32 hexadecimal digits. */
  readonly proof: string
  /**
   * The SHA-256 of what its executor is loaded from: 64 hexadecimal digits.
   *
   * @defaultValue it has loaded none yet
   */
  readonly uses?: string | undefined
  /**
   * The number of the replica that it has to be.
   *
   * @defaultValue any
   */
  readonly replica?: number | undefined
  /**
   * The number that it had in a Flow before: it gets that again if it is free.
   *
   * @defaultValue the smallest that is free
   */
  readonly before?: number | undefined
}
