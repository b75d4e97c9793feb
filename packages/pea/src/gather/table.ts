/** What a table holds knows its own number. */
export interface Numbered {
  readonly request: number
}

/** Places at first, and at most; what finds none goes to a map. */
const FEWEST = 1_024
const MOST = 65_536

/**
 * Requests by their number. Numbers that are held at the same time are close to each other, so that the last bits of
 * a number are its place. A `Map` would do, but it leaves old tables behind, and each of these keeps what was in it, with the
 * messages that it came in, until the next full collection: that took a third of the time of a pass.
 */
export class Table<Item extends Numbered> {
  #places: (Item | undefined)[] = new Array(FEWEST).fill(undefined)
  readonly #others = new Map<number, Item>()
  #size = 0

  get size(): number {
    return this.#size
  }

  get(request: number): Item | undefined {
    const item = this.#places[request % this.#places.length]
    if (item !== undefined && item.request === request) return item
    return this.#others.size > 0 ? this.#others.get(request) : undefined
  }

  /** Adds a request that is not there yet. */
  add(item: Item): void {
    this.#size += 1
    while (this.#at(item.request) !== undefined && this.#places.length < MOST) this.#grow()
    if (this.#at(item.request) === undefined) this.#places[item.request % this.#places.length] = item
    else this.#others.set(item.request, item)
  }

  delete(request: number): void {
    const place = request % this.#places.length
    if (this.#places[place]?.request === request) this.#places[place] = undefined
    else if (!this.#others.delete(request)) return
    this.#size -= 1
  }

  *values(): IterableIterator<Item> {
    for (const item of this.#places) if (item !== undefined) yield item
    yield* this.#others.values()
  }

  #at(request: number): Item | undefined {
    return this.#places[request % this.#places.length]
  }

  #grow(): void {
    const items = this.#places.filter((item) => item !== undefined)
    this.#places = new Array(this.#places.length * 2).fill(undefined)
    // Twice as many places: two that were apart stay apart.
    for (const item of items) this.#places[item.request % this.#places.length] = item
  }
}
