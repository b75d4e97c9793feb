/** The requests whose readers are behind: no generator takes a further step for them. */
export class Suspensions {
  readonly #suspended = new Map<number, (() => void)[]>()

  suspend(requests: readonly number[]): void {
    for (const request of requests) if (!this.#suspended.has(request)) this.#suspended.set(request, [])
  }

  /** These requests go on, or have ended. */
  resume(requests: Iterable<number>): void {
    for (const request of requests) {
      const resumers = this.#suspended.get(request)
      this.#suspended.delete(request)
      for (const resume of resumers ?? []) resume()
    }
  }

  /** All go on. */
  clear(): void {
    this.resume([...this.#suspended.keys()])
  }

  /** Resolves once a request is not suspended; `undefined` if it is not. */
  wait(request: number): Promise<void> | undefined {
    const resumers = this.#suspended.get(request)
    return resumers && new Promise((resolve) => resumers.push(resolve))
  }
}
