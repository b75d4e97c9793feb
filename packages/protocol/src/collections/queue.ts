/** First in, first out; taking the first costs the same however many wait. */
export class Queue<Item> {
  #items: (Item | undefined)[] = []
  #head = 0

  get size(): number {
    return this.#items.length - this.#head
  }

  push(item: Item): void {
    this.#items.push(item)
  }

  peek(): Item | undefined {
    return this.#items[this.#head]
  }

  shift(): Item | undefined {
    const item = this.#items[this.#head]
    if (item === undefined) return undefined
    this.#items[this.#head] = undefined
    this.#head += 1
    if (this.#head === this.#items.length) this.#clear()
    else if (this.#head > 1_024 && this.#head * 2 > this.#items.length) this.#compact()
    return item
  }

  /** Takes out every item that answers to the test. */
  extract(test: (item: Item) => boolean): Item[] {
    const items = this.#items.slice(this.#head) as Item[]
    const out = items.filter(test)
    if (out.length > 0) {
      this.#items = items.filter((item) => !out.includes(item))
      this.#head = 0
    }
    return out
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
