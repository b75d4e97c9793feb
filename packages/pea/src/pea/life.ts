import type { PeaEnd } from './pea-options.ts'

/** Milliseconds that a stopping Pea gets to finish the requests it holds. */
const STOP_TIMEOUT = 30_000

/** What a Pea does to end. */
export interface LifeSteps {
  /** Whether the Pea holds no request. */
  isIdle(): boolean
  /** Tears the executor down. A stopped Pea does so before it closes; it may take as long as it likes, and may throw. */
  teardown(): Promise<void>
  /** Closes every socket. Called once. */
  close(): Promise<void>
}

type State =
  | { readonly name: 'serving' }
  /** It was asked to stop, and still holds requests. */
  | { readonly name: 'draining'; readonly leave: () => void }
  /** It takes no more requests; its executor may still be torn down. */
  | { readonly name: 'ending' }
  /** Its sockets are closed or closing. */
  | { readonly name: 'closed' }

/** How a Pea ends: after the requests it holds, or at once; for one reason, and once. */
export class Life {
  /** Settles once, when every socket is closed; never rejects. */
  readonly ended: Promise<PeaEnd>
  readonly #steps: LifeSteps
  readonly #settle: (end: PeaEnd) => void
  #state: State = { name: 'serving' }

  constructor(steps: LifeSteps) {
    let settle: (end: PeaEnd) => void = () => undefined
    this.ended = new Promise((resolve) => {
      settle = resolve
    })
    this.#steps = steps
    this.#settle = settle
  }

  /** Whether the end has begun: nothing new is to be started or reported. */
  get isOver(): boolean {
    return this.#state.name === 'ending' || this.#state.name === 'closed'
  }

  /** The Pea may have become idle. */
  progress(): void {
    if (this.#state.name === 'draining' && this.#steps.isIdle()) this.#state.leave()
  }

  /** Finishes the requests, then ends. */
  async stop(): Promise<void> {
    if (this.#state.name === 'serving') {
      if (!this.#steps.isIdle()) await this.#drain()
      // Not awaited: a teardown that hangs must not outlast a `close`.
      void this.end({ code: 0 })
    }
    await this.ended
  }

  /** Ends the Pea, unless it is ending already. */
  async end(end: PeaEnd): Promise<void> {
    if (this.isOver) return
    this.#enter('ending')
    if (end.code === 0) await this.#steps.teardown().catch(ignored)
    await this.close(end)
  }

  /** Closes the sockets at once, also while `stop` waits. The first reason to close is the one that counts. */
  async close(end: PeaEnd): Promise<void> {
    if (this.#state.name !== 'closed') {
      this.#enter('closed')
      await this.#steps.close().catch(ignored)
      this.#settle(end)
    }
    await this.ended
  }

  /** Resolves once the Pea holds no request, has run out of time, or ends otherwise. */
  #drain(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, STOP_TIMEOUT)
      const leave = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#state = { name: 'draining', leave }
    })
  }

  #enter(name: 'ending' | 'closed'): void {
    const before = this.#state
    this.#state = { name }
    if (before.name === 'draining') before.leave()
  }
}

/** A Pea ends whatever fails on the way. */
function ignored(): void {}
