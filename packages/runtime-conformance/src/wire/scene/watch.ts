import { within } from '../../stage/within.ts'

/** Waits for what a Pea does, and no longer than the Pea lives. */
export class Watch {
  readonly #timeout: number
  readonly #looks = new Set<() => void>()
  #end: Error | undefined

  /** @param timeout - milliseconds that each wait may take */
  constructor(timeout: number) {
    this.#timeout = timeout
  }

  /** Something has happened. */
  readonly notify = (): void => {
    for (const look of [...this.#looks]) look()
  }

  /** Nothing more happens: what is waited for and has not happened never does. */
  end(error: Error): void {
    this.#end ??= error
    this.notify()
  }

  /** Resolves with what `find` returns, as soon as that is not `undefined`. `what` stands in the error: "no <what>". */
  async until<T>(what: string, find: () => T | undefined, timeout = this.#timeout): Promise<T> {
    let look = () => {}
    const found = new Promise<T>((resolve, reject) => {
      look = () => {
        const value = find()
        if (value !== undefined) resolve(value)
        else if (this.#end !== undefined) reject(new Error(`no ${what}: ${this.#end.message}`))
      }
      this.#looks.add(look)
      look()
    })
    try {
      return await within(timeout, what, found)
    } finally {
      this.#looks.delete(look)
    }
  }
}
