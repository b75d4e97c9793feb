import type { PeaSpec } from '@peaflow/core'

/** How a Pea ended. */
export interface PeaEnd {
  /** Its exit code; `null` if a signal ended it. */
  readonly code: number | null
  /** What it wrote last. */
  readonly output: string
}

/** A Pea that runs. */
export interface PeaUnderTest {
  /** Resolves once it has ended; never rejects. */
  readonly ended: Promise<PeaEnd>
  /** Asks it to end, as SIGTERM does. */
  terminate(): void
  /** Ends it at once, with all that it has started. May be called again. */
  kill(): void
}

/** What the cases test: any Pea that is launched as `peaflow pea` is. */
export interface WireSubject {
  /** Launches a Pea, as the spec describes it. */
  launch(spec: PeaSpec): PeaUnderTest
  /**
   * The executor that its spec names. It answers the documents that it gets, after as many milliseconds as the parameter
   * `sleep` says, or throws an error with the message in `fail`. Cases that need these are not tested without them.
   *
   * @defaultValue the executor of this package
   */
  readonly uses?: string | undefined
  /**
   * Milliseconds that each step may take.
   *
   * @defaultValue 20_000
   */
  readonly timeout?: number | undefined
}
