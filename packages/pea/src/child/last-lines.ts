const LIMIT = 20

/** The last lines that a Pea wrote: at most 20, oldest first. */
export class LastLines {
  readonly #lines: string[] = []

  push(line: string): void {
    this.#lines.push(line)
    if (this.#lines.length > LIMIT) this.#lines.shift()
  }

  list(): readonly string[] {
    return [...this.#lines]
  }
}
