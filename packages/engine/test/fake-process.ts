import type { PeaExit, PeaHandle, PeaSpec, StopOptions } from '@peaflow/core'
import { defer } from '../src/async/deferred.ts'

/** A process in memory, which ends when it is asked to. */
export class FakeProcess implements PeaHandle {
  readonly spec: PeaSpec
  readonly #exit = defer<PeaExit>()
  readonly exited = this.#exit.promise
  /** The grace periods of the calls of `stop`. */
  readonly stops: (number | undefined)[] = []
  isRunning = true

  constructor(spec: PeaSpec) {
    this.spec = spec
  }

  /** Ends it as if by itself. */
  exit(code: number | null = 1, signal: string | null = null): void {
    this.isRunning = false
    this.#exit.resolve({ code, signal, lastLines: [] })
  }

  stop({ grace }: StopOptions = {}): Promise<PeaExit> {
    this.stops.push(grace)
    this.exit(0)
    return this.exited
  }
}
