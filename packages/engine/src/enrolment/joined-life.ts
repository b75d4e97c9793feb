import type { LaunchOptions, PeaExit, PeaHandle, PeaSpec } from '@peaflow/core'
import { defer } from '../async/deferred.ts'
import { waitFor } from '../async/wait-for.ts'
import type { Joiner } from '../control/joiner.ts'

/** Milliseconds that a replica has to connect again, before it counts as ended. */
const RECONNECT_TIMEOUT = 1_000

/** Milliseconds between asking it to leave the Flow and making it, by default. */
const STOP_GRACE = 5_000

interface Beginning extends Pick<LaunchOptions, 'signal'> {
  readonly proof: string
}

/** One service of a replica that has joined: it ends when it says so, when it is released, or when its connection is lost. */
export class JoinedLife {
  readonly #joiner: Joiner
  readonly #release: () => void
  readonly #ended = defer<PeaExit>()
  #timer: NodeJS.Timeout | undefined
  #isOver = false

  /** @param release - tells it that the Flow does not count on it any more */
  constructor(joiner: Joiner, release: () => void) {
    this.#joiner = joiner
    this.#release = release
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Adopts the replica, with the proof that the Flow has the key of its Pod. When the signal aborts, it is released. */
  begin(spec: PeaSpec, { proof, signal }: Beginning): PeaHandle {
    const release = () => this.#releaseNow()
    signal?.addEventListener('abort', release)
    void this.#ended.promise.then(() => signal?.removeEventListener('abort', release))
    this.#joiner.adopt(spec, proof)
    if (signal?.aborted) release()
    return {
      spec,
      address: this.#joiner.address,
      exited: this.#ended.promise,
      // It has been sent `stop` as every Pea is.
      stop: async ({ grace = STOP_GRACE } = {}) => {
        if (grace > 0) await waitFor(this.#ended.promise, { timeout: grace })
        release()
        return await this.#ended.promise
      },
    }
  }

  /** Its connection has ended. */
  onLost(): void {
    this.#timer ??= setTimeout(() => this.end(137, 'its connection ended'), RECONNECT_TIMEOUT)
  }

  /** It has connected again. */
  onBack(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** It serves the Flow no longer. */
  end(code: number, reason?: string): void {
    this.onBack()
    this.#isOver = true
    this.#ended.resolve({ code, signal: null, reason, lastLines: [] })
  }

  #releaseNow(): void {
    if (this.#isOver) return
    this.#release()
    this.end(137, 'it was released')
  }
}
