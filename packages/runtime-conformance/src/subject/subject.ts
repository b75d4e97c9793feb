import type { PeaLauncher, PeaSpec } from '@peaflow/core'

/** The runtime that the suite tests, and what the suite must know about it. */
export interface ConformanceSubject {
  /** Creates a launcher as a user of the runtime would. */
  createLauncher(): PeaLauncher
  /**
   * Adapts a spec of the suite to the runtime, for example by adding an image. `uses` is a module of this package,
   * relative to `directory`.
   *
   * @defaultValue returns the spec as it is
   */
  readonly adapt?: ((spec: PeaSpec) => PeaSpec) | undefined
  /** A launch that must fail, because its image or program does not exist. */
  nothingToRun(spec: PeaSpec): LaunchAttempt | Promise<LaunchAttempt>
  /** Counts what is left of the suite's Peas on this machine: processes, containers, threads, files. */
  countLeftovers(): number | Promise<number>
  /**
   * What others can read of the suite's Peas while they run, beyond their arguments and variables: names and labels of
   * containers, objects of a cluster.
   *
   * @defaultValue nothing
   */
  readonly exposed?: (() => string | Promise<string>) | undefined
  /**
   * Milliseconds after which a case fails if what it waits for has not happened.
   *
   * @defaultValue 20_000
   */
  readonly timeout?: number | undefined
  /**
   * Milliseconds that it may take until a Pea that is killed at once is known to have ended, where that is asked of a
   * cluster. Less than the grace period of a stop that has none of its own, unless the runtime cannot know it sooner.
   *
   * @defaultValue 4_000
   */
  readonly atOnce?: number | undefined
}

/** A launcher and the spec for it to launch. */
export interface LaunchAttempt {
  readonly launcher: PeaLauncher
  readonly spec: PeaSpec
}
