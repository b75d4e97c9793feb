import type { PeaExit, PeaHandle, PeaSpec, StopOptions } from '@peaflow/core'
import type { OpenPea } from '@peaflow/pea'
import type { LastLines } from '../lines/last-lines.ts'

/** A Pea that is open in this process, and what was heard of it. */
export interface OpenedPea {
  readonly spec: PeaSpec
  readonly pea: OpenPea
  readonly lines: LastLines
  /** Ends what runs beside the Pea's loop; returns the exit code with which that had ended by itself. */
  readonly release: () => Promise<number | undefined>
}

/** A Pea whose loop runs in this process. */
export class InsidePea implements PeaHandle {
  readonly spec: PeaSpec
  readonly exited: Promise<PeaExit>
  readonly #pea: OpenPea
  #insist: NodeJS.Timeout | undefined
  #insistAt = Number.POSITIVE_INFINITY

  constructor({ spec, pea, lines, release }: OpenedPea) {
    this.spec = spec
    this.#pea = pea
    this.exited = pea.ended.then(async ({ code, reason }) => {
      clearTimeout(this.#insist)
      const own = await release()
      return { code: own ?? code, signal: null, reason, lastLines: lines.list() }
    })
  }

  stop({ grace = 5_000 }: StopOptions = {}): Promise<PeaExit> {
    const insistAt = performance.now() + grace
    if (insistAt < this.#insistAt) this.#insistIn(grace, insistAt)
    if (grace > 0) void this.#pea.stop()
    return this.exited
  }

  #insistIn(grace: number, insistAt: number): void {
    this.#insistAt = insistAt
    clearTimeout(this.#insist)
    if (grace === 0) void this.#pea.kill()
    else this.#insist = setTimeout(() => void this.#pea.kill(), grace)
  }
}
