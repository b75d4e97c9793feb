/** Places at first, and at most; what finds none goes to a map. */
const FEWEST = 1_024
const MOST = 65_536

const NONE = -1

/**
 * Things by the number of their request. Numbers that are held at the same time are close to each other, so that the
 * last bits of a number are its place. A `Map` would do, but it leaves old tables behind, and each of these keeps what
 * was in it, with the messages that it came in, until the next full collection: a chain of four took twice the time.
 */
export class SequenceMap<Item> {
  #numbers: number[] = new Array(FEWEST).fill(NONE)
  #items: (Item | undefined)[] = new Array(FEWEST).fill(undefined)
  readonly #others = new Map<number, Item>()
  #size = 0

  get size(): number {
    return this.#size
  }

  get(number: number): Item | undefined {
    const place = number % this.#numbers.length
    if (this.#numbers[place] === number) return this.#items[place]
    return this.#others.size > 0 ? this.#others.get(number) : undefined
  }

  /** Adds an item whose number is not there yet. */
  add(number: number, item: Item): void {
    this.#size += 1
    while (!this.#isFree(number) && this.#numbers.length < MOST) this.#grow()
    if (this.#isFree(number)) this.#put(number, item)
    else this.#others.set(number, item)
  }

  /** Takes an item out. */
  delete(number: number): Item | undefined {
    const item = this.get(number)
    if (item === undefined) return undefined
    const place = number % this.#numbers.length
    if (this.#numbers[place] === number) {
      this.#numbers[place] = NONE
      this.#items[place] = undefined
    } else this.#others.delete(number)
    this.#size -= 1
    return item
  }

  *entries(): IterableIterator<[number: number, item: Item]> {
    for (const [place, number] of this.#numbers.entries()) {
      if (number !== NONE) yield [number, this.#items[place] as Item]
    }
    yield* this.#others
  }

  #isFree(number: number): boolean {
    return this.#numbers[number % this.#numbers.length] === NONE
  }

  #put(number: number, item: Item): void {
    const place = number % this.#numbers.length
    this.#numbers[place] = number
    this.#items[place] = item
  }

  /** Twice as many places: two numbers that were apart stay apart. */
  #grow(): void {
    const entries = [...this.entries()].filter(([number]) => !this.#others.has(number))
    const places = this.#numbers.length * 2
    this.#numbers = new Array(places).fill(NONE)
    this.#items = new Array(places).fill(undefined)
    for (const [number, item] of entries) this.#put(number, item)
  }
}
