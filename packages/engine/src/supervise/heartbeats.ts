/** Milliseconds between two ticks. */
export const TICK = 250

/** The most milliseconds that a tick counts: one that comes later comes from a Flow that did not run. */
const LONGEST_TICK = 1_000

interface Sign {
  readonly incarnation: number
  /** When, in counted milliseconds. */
  readonly at: number
}

/** A Pea that shows signs of life. */
export interface Beating {
  readonly pea: string
  readonly incarnation: number
}

/**
 * Which Peas have shown no sign of life for too long. Only time in which this process ran counts: what a Pea sent while it
 * was stopped, or its machine suspended, has yet to be read.
 */
export class Heartbeats {
  readonly #signs = new Map<string, Sign>()
  #counted = 0
  #lastTick: number | undefined

  /** Takes a sign of life. The first one begins the watch. */
  beat({ pea, incarnation }: Beating): void {
    this.#signs.set(pea, { incarnation, at: this.#counted })
  }

  /**
   * Lets time pass. `now` is in milliseconds, on a clock that never goes back; `timeoutOf` says how long a life of a Pea
   * may be silent, and `undefined` if it has ended. Returns the lives that have been silent for longer, each once in that
   * time.
   */
  tick(now: number, timeoutOf: (life: Beating) => number | undefined): readonly Beating[] {
    this.#counted += Math.min(LONGEST_TICK, now - (this.#lastTick ?? now))
    this.#lastTick = now
    const silent: Beating[] = []
    for (const [pea, { incarnation, at }] of this.#signs) {
      const timeout = timeoutOf({ pea, incarnation })
      if (timeout === undefined) this.#signs.delete(pea)
      else if (this.#counted - at >= timeout) silent.push({ pea, incarnation })
    }
    for (const life of silent) this.beat(life)
    return silent
  }
}
