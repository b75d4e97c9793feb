/** Random numbers that are the same for the same seed. */
export class Random {
  #state: number

  /** @param seed - a whole number of up to 32 bits */
  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A number from 0 to below 1: mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** One of the values, of which there is at least one. */
  pick<Value>(values: readonly Value[]): Value {
    return values[this.whole(0, values.length - 1)] as Value
  }

  /** As many of the values, in random order; all of them if there are fewer. */
  sample<Value>(values: readonly Value[], count: number): Value[] {
    const rest = [...values]
    const sample: Value[] = []
    while (sample.length < count && rest.length > 0) sample.push(...rest.splice(this.whole(0, rest.length - 1), 1))
    return sample
  }

  /** A generator of its own: what it draws does not depend on how often this one is asked meanwhile. */
  fork(): Random {
    return new Random(Math.floor(this.next() * 0x1_0000_0000))
  }
}
