import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'

/** The most files of a reserve: those of a few launches at a time. */
const MAX_FILES = 32

/** A reserve takes at most one in so many of the files that the process may open. */
const SHARE = 8

/** Milliseconds until the next attempt to fill a reserve up. */
const REFILL_DELAY = 250

/** Milliseconds after a launch for which the reserve stays free: the Pea needs descriptors of this process to connect. */
const CONNECT_DELAY = 5_000

/** How many files a reserve holds open in a process with this limit. */
export function reservedFiles({ limit }: { readonly limit: number }): number {
  return Math.min(MAX_FILES, Math.floor(limit / SHARE))
}

/**
 * Files that a process holds open so that it can launch a Pea although others, such as unknown peers, have taken all the rest.
 */
export class DescriptorReserve {
  readonly #target: number
  readonly #connectDelay: number
  readonly #files: number[] = []
  #launches = 0
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  /**
   * @param size - how many files to hold open, as far as that is possible
   * @param connectDelay - milliseconds after a launch until they are opened again
   */
  constructor(size: number, connectDelay: number = CONNECT_DELAY) {
    this.#target = size
    this.#connectDelay = connectDelay
    this.#fill()
  }

  /** How many files are held open now. */
  get size(): number {
    return this.#files.length
  }

  /** Runs a launch, which may use the reserve. Some seconds later the reserve is taken again. */
  async lend<Result>(launch: () => Promise<Result>): Promise<Result> {
    this.#launches += 1
    this.#release()
    try {
      return await launch()
    } finally {
      this.#launches -= 1
      this.#fillIn(this.#connectDelay)
    }
  }

  /** Releases the reserve for good. */
  close(): void {
    this.#isClosed = true
    this.#release()
  }

  #release(): void {
    clearTimeout(this.#timer)
    for (const file of this.#files.splice(0)) closeSync(file)
  }

  #fill(): void {
    if (this.#launches > 0 || this.#isClosed) return
    try {
      while (this.#files.length < this.#target) this.#files.push(openSync(devNull, 'r'))
    } catch {
      // There are none left. Those of unknown peers return within seconds.
      this.#fillIn(REFILL_DELAY)
    }
  }

  #fillIn(delay: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#fill(), delay).unref()
  }
}
