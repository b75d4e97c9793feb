/** Slots at the start, and at most. An item whose slot is taken goes to a `Map`. */
const MIN_SLOTS = 1_024
const MAX_SLOTS = 65_536

const EMPTY = -1

/**
 * A map whose keys are request numbers. Requests that are in progress together have numbers close to each other, so the
 * low bits of a number select its slot.
 *
 * A `Map` would be simpler, but it leaves discarded hash tables behind. Each of them retains its entries, and the messages
 * that those arrived in, until the next full collection: with one, a chain of four Pods took twice the time.
 */
export class SequenceMap<Item> {
  #numbers: number[] = new Array(MIN_SLOTS).fill(EMPTY)
  #items: (Item | undefined)[] = new Array(MIN_SLOTS).fill(undefined)
  readonly #overflow = new Map<number, Item>()
  #size = 0

  get size(): number {
    return this.#size
  }

  get(number: number): Item | undefined {
    const slot = number % this.#numbers.length
    if (this.#numbers[slot] === number) return this.#items[slot]
    return this.#overflow.size > 0 ? this.#overflow.get(number) : undefined
  }

  /** Adds an item. Its number must not be in the map yet. */
  add(number: number, item: Item): void {
    this.#size += 1
    while (!this.#isFree(number) && this.#numbers.length < MAX_SLOTS) this.#grow()
    if (this.#isFree(number)) this.#put(number, item)
    else this.#overflow.set(number, item)
  }

  /** Removes and returns an item. */
  delete(number: number): Item | undefined {
    const item = this.get(number)
    if (item === undefined) return undefined
    const slot = number % this.#numbers.length
    if (this.#numbers[slot] === number) {
      this.#numbers[slot] = EMPTY
      this.#items[slot] = undefined
    } else this.#overflow.delete(number)
    this.#size -= 1
    return item
  }

  *entries(): IterableIterator<[number: number, item: Item]> {
    for (const [slot, number] of this.#numbers.entries()) {
      if (number !== EMPTY) yield [number, this.#items[slot] as Item]
    }
    yield* this.#overflow
  }

  #isFree(number: number): boolean {
    return this.#numbers[number % this.#numbers.length] === EMPTY
  }

  #put(number: number, item: Item): void {
    const slot = number % this.#numbers.length
    this.#numbers[slot] = number
    this.#items[slot] = item
  }

  /** Doubles the slots. Two numbers that had different slots still do. */
  #grow(): void {
    const entries = [...this.entries()].filter(([number]) => !this.#overflow.has(number))
    const slots = this.#numbers.length * 2
    this.#numbers = new Array(slots).fill(EMPTY)
    this.#items = new Array(slots).fill(undefined)
    for (const [number, item] of entries) this.#put(number, item)
  }
}
