/** How a subscription is read. */
export interface SubscriptionOptions<T> {
  /** The most values that are unread. */
  readonly limit: number
  /** What stands for values that were dropped. */
  toNotice(dropped: number): T
  /** Ends it: the reader has left. */
  readonly signal?: AbortSignal | undefined
  /** It has ended. */
  onEnd(): void
}

/**
 * Values that are read at the pace of their reader. What comes while as many are unread as may be is dropped, and counted:
 * a slow reader holds nobody up, and takes no memory.
 */
export class Subscription<T> implements AsyncIterableIterator<T, undefined> {
  readonly #options: SubscriptionOptions<T>
  readonly #unread: T[] = []
  readonly #onAbort = () => this.end()
  #dropped = 0
  #resolve: ((step: IteratorResult<T, undefined>) => void) | undefined
  #isOver = false

  constructor(options: SubscriptionOptions<T>) {
    this.#options = options
    options.signal?.addEventListener('abort', this.#onAbort)
    if (options.signal?.aborted) this.end()
  }

  push(value: T): void {
    if (this.#isOver) return
    if (this.#resolve !== undefined) this.#settle({ done: false, value })
    else if (this.#unread.length < this.#options.limit) {
      if (this.#dropped > 0) this.#unread.push(this.#takeNotice())
      this.#unread.push(value)
    } else this.#dropped += 1
  }

  /** Ends it. What is unread can still be read. */
  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    this.#options.onEnd()
    this.#settle({ done: true, value: undefined })
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const isEmpty = this.#unread.length === 0
    if (isEmpty && this.#dropped > 0) return Promise.resolve({ done: false, value: this.#takeNotice() })
    if (!isEmpty) return Promise.resolve({ done: false, value: this.#unread.shift() as T })
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /** What can be read without waiting. */
  takeUnread(): T[] {
    return this.#unread.splice(0)
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.end()
    this.#unread.length = 0
    this.#dropped = 0
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #settle(step: IteratorResult<T, undefined>): void {
    this.#resolve?.(step)
    this.#resolve = undefined
  }

  #takeNotice(): T {
    const notice = this.#options.toNotice(this.#dropped)
    this.#dropped = 0
    return notice
  }
}
