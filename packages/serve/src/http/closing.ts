import { setTimeout } from 'node:timers/promises'

/**
 * How far a server is on its way out: first it says that it is not ready, and goes on, so that what balances load sends the
 * next requests elsewhere; then it takes no new ones; then it is closed.
 */
export class Closing {
  #state: 'open' | 'leaving' | 'draining' | 'closed' = 'open'
  readonly #cut = new AbortController()
  #noticed: Promise<void> | undefined

  /** Whether it says that it is not ready. */
  get isLeaving(): boolean {
    return this.#state === 'leaving' || this.isDraining
  }

  /** Whether it takes no new requests. */
  get isDraining(): boolean {
    return this.#state === 'draining' || this.#state === 'closed'
  }

  /** Whether it is on its way, and not there yet. */
  get isUnderWay(): boolean {
    return this.#state === 'leaving' || this.#state === 'draining'
  }

  /** Says so for that many milliseconds, and resolves when no new request is taken. Called again with 0, that is now. */
  async begin(notice: number): Promise<void> {
    if (this.#state === 'open') this.#state = 'leaving'
    if (notice === 0) this.#drain()
    this.#noticed ??= setTimeout(notice, undefined, { signal: this.#cut.signal }).catch(() => undefined)
    await this.#noticed
    this.#drain()
  }

  /** It is closed. */
  end(): void {
    this.#state = 'closed'
  }

  #drain(): void {
    if (this.#state === 'leaving') this.#state = 'draining'
    this.#cut.abort()
  }
}
