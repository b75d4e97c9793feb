import type { PeaLauncher, PeaSpec } from '@peaflow/core'

/** The runtime that the suite is run against, and what the suite must know of it. */
export interface ConformanceSubject {
  /** A launcher, as a user of the runtime gets it. */
  createLauncher(): PeaLauncher
  /**
   * Fits a spec of the suite to the runtime: adds an image, say. Its `uses` is a module of this package, relative to
   * its `directory`.
   *
   * @defaultValue the spec as it is
   */
  readonly adapt?: ((spec: PeaSpec) => PeaSpec) | undefined
  /** A launch for which there is nothing to run: no such image, no such program. */
  nothingToRun(spec: PeaSpec): LaunchAttempt | Promise<LaunchAttempt>
  /** How many Peas of the suite are left on this machine: processes, containers, threads, files. */
  countLeftovers(): number | Promise<number>
  /**
   * Milliseconds after which something that does not happen never will.
   *
   * @defaultValue 20_000
   */
  readonly patience?: number | undefined
}

/** A launcher and what it is to launch. */
export interface LaunchAttempt {
  readonly launcher: PeaLauncher
  readonly spec: PeaSpec
}
