import type { Document } from '@peaflow/core'
import { type Batch, type BatchReader, COMING, type Source } from './source.ts'

/** What a pump connects. */
export interface PumpEnds {
  readonly source: Source
  /** How many requests may be sent now; 0 waits for {@link Pump.wake}. */
  room(): number
  /** Whether more is wanted. */
  isOpen(): boolean
  /** Sends one request. */
  send(documents: readonly Document[]): void
  /** Nothing more comes: the source is empty, or threw, or no more are wanted. */
  onSpent(failure?: { readonly thrown: unknown }): void
}

/**
 * Takes documents from a source as long as there is room for them. By hand, because to await each of them took a tenth
 * of the gateway's time.
 */
export class Pump implements BatchReader {
  readonly #ends: PumpEnds
  #room = 0
  #isWaiting = false

  constructor(ends: PumpEnds) {
    this.#ends = ends
  }

  /** Sends as much as there is room for, and goes on by itself when documents have come. */
  readonly run = (): void => {
    const { source, isOpen, onSpent } = this.#ends
    try {
      while (isOpen()) {
        if (this.#room <= 0 && !this.#findRoom()) return
        const batch = source.next(this)
        if (batch === COMING) return
        if (batch === undefined) break
        this.#send(batch)
      }
      onSpent()
    } catch (thrown) {
      onSpent({ thrown })
    }
  }

  /** There may be room again. */
  wake(): void {
    if (!this.#isWaiting) return
    this.#isWaiting = false
    queueMicrotask(this.run)
  }

  onBatch(batch: Batch): void {
    if (batch === undefined || !this.#ends.isOpen()) {
      this.#ends.onSpent()
      return
    }
    this.#send(batch)
    this.run()
  }

  onThrown(thrown: unknown): void {
    this.#ends.onSpent({ thrown })
  }

  #send(documents: readonly Document[]): void {
    this.#room -= 1
    this.#ends.send(documents)
  }

  #findRoom(): boolean {
    this.#room = this.#ends.room()
    this.#isWaiting = this.#room <= 0
    return !this.#isWaiting
  }
}
