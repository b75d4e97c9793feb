import type { Document } from '@peaflow/core'
import { type Batch, type BatchReader, PENDING, type Source } from './source.ts'

/** What a pump reads from and sends to. */
export interface PumpEnds {
  readonly source: Source
  /** How many requests may be sent now. At 0 the pump waits for {@link Pump.wake}. */
  room(): number
  /** Whether the stream still takes documents. */
  isOpen(): boolean
  /** Sends one request. */
  send(documents: readonly Document[]): void
  /** The source has ended or thrown, or the stream has closed. */
  onEnd(failure?: { readonly thrown: unknown }): void
}

/**
 * Reads documents from a source while there is room to send them. Uses callbacks, because awaiting each document took a
 * tenth of the gateway's time.
 */
export class Pump implements BatchReader {
  readonly #ends: PumpEnds
  #room = 0
  #isBlocked = false

  constructor(ends: PumpEnds) {
    this.#ends = ends
  }

  /** Sends as much as there is room for. Continues by itself when documents arrive. */
  readonly run = (): void => {
    const { source, isOpen, onEnd } = this.#ends
    try {
      while (isOpen()) {
        if (source.isSpent) break
        if (this.#room <= 0 && !this.#findRoom()) return
        const batch = source.next(this)
        if (batch === PENDING) return
        if (batch === undefined) break
        this.#send(batch)
      }
      onEnd()
    } catch (thrown) {
      onEnd({ thrown })
    }
  }

  /** There may be room again. */
  wake(): void {
    if (!this.#isBlocked) return
    this.#isBlocked = false
    queueMicrotask(this.run)
  }

  /** Reads one batch although there is no room: its request has waited too long. */
  force(): void {
    if (!this.#isBlocked) return
    this.#isBlocked = false
    this.#room = 1
    this.run()
  }

  onBatch(batch: Batch): void {
    if (batch === undefined || !this.#ends.isOpen()) {
      this.#ends.onEnd()
      return
    }
    this.#send(batch)
    this.run()
  }

  onThrown(thrown: unknown): void {
    this.#ends.onEnd({ thrown })
  }

  #send(documents: readonly Document[]): void {
    this.#room -= 1
    this.#ends.send(documents)
  }

  #findRoom(): boolean {
    this.#room = this.#ends.room()
    this.#isBlocked = this.#room <= 0
    return !this.#isBlocked
  }
}
