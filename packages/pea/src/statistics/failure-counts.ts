import { isCode, MAX_CODES, OTHER } from '@peaflow/protocol'

/** Counts failures by the code of their error. */
export class FailureCounts {
  readonly #counts = new Map<string, number>()

  add(code: string): void {
    const known = this.#counts.get(code)
    const isApart = known !== undefined || (this.#counts.size < MAX_CODES && isCode(code))
    const name = isApart ? code : OTHER
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  snapshot(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }
}
