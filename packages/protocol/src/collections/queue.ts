/** Length from which consumed slots at the front of the array are worth dropping. */
const MIN_COMPACTED = 1_024

/** A first-in, first-out queue. `shift` takes constant time, however long the queue is. */
export class Queue<Item> {
  #items: (Item | undefined)[] = []
  #head = 0

  get size(): number {
    return this.#items.length - this.#head
  }

  push(item: Item): void {
    this.#items.push(item)
  }

  /** The first item, which stays in the queue. */
  peek(): Item | undefined {
    return this.#items[this.#head]
  }

  /** Removes and returns the first item. */
  shift(): Item | undefined {
    const item = this.#items[this.#head]
    if (item === undefined) return undefined
    this.#items[this.#head] = undefined
    this.#head += 1
    if (this.#head === this.#items.length) this.#clear()
    else if (this.#head > MIN_COMPACTED && this.#head * 2 > this.#items.length) this.#compact()
    return item
  }

  /** The items that pass the test, in order. They stay in the queue. */
  filter(test: (item: Item) => boolean): Item[] {
    return (this.#items.slice(this.#head) as Item[]).filter(test)
  }

  /** Removes and returns every item that passes the test. The others stay in order. */
  extract(test: (item: Item) => boolean): Item[] {
    const items = this.#items.slice(this.#head) as Item[]
    const extracted = items.filter(test)
    if (extracted.length > 0) {
      this.#items = items.filter((item) => !extracted.includes(item))
      this.#head = 0
    }
    return extracted
  }

  #clear(): void {
    this.#items = []
    this.#head = 0
  }

  #compact(): void {
    this.#items = this.#items.slice(this.#head)
    this.#head = 0
  }
}
