import type { PeaExit, PeaHandle, PeaSpec, StopOptions } from '@peaflow/core'
import type { OpenPea } from '@peaflow/pea'
import type { LastLines } from '@peaflow/pea/internal'
import { KillTimer } from '../launch/kill-timer.ts'

/** A Pea that is open in this process. */
export interface OpenedPea {
  readonly spec: PeaSpec
  readonly pea: OpenPea
  readonly lines: LastLines
  /** Ends the host of the executor; returns its exit code if it had ended before. */
  readonly release: () => Promise<number | undefined>
}

/** A Pea whose loop runs in this process. */
export class InProcessPea implements PeaHandle {
  readonly spec: PeaSpec
  readonly exited: Promise<PeaExit>
  readonly #pea: OpenPea
  readonly #killTimer: KillTimer

  constructor({ spec, pea, lines, release }: OpenedPea) {
    this.spec = spec
    this.#pea = pea
    this.#killTimer = new KillTimer(() => void pea.kill())
    this.exited = pea.ended.then(async ({ code, reason }) => {
      this.#killTimer.cancel()
      const hostCode = await release()
      return { code: hostCode ?? code, signal: null, reason, lastLines: lines.list() }
    })
  }

  stop({ grace = 5_000 }: StopOptions = {}): Promise<PeaExit> {
    this.#killTimer.arm(grace)
    if (grace > 0) void this.#pea.stop()
    return this.exited
  }
}
