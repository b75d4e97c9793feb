import type { PeaMessage } from './messages.ts'

/** Milliseconds for which a frame may have been on its way: a Pea without a connection for longer exits. */
const MAX_AGE = 15_000

/** The most bytes that are kept. */
const MAX_BYTES = 1_048_576

/** What a Pea says about requests once, and its Flow never asks for. */
const REPEATED: ReadonlySet<PeaMessage['type']> = new Set(['failed', 'tried', 'broken'])

/** Whether a Pea sends a message again after a reconnect. A Flow that has it already ignores it. */
export function isRepeated({ type }: PeaMessage): boolean {
  return REPEATED.has(type)
}

/** The last frames that were sent: those that may be lost if the connection has ended. */
export class RecentFrames {
  #frames: { readonly frame: Buffer; readonly sentAt: number }[] = []
  #bytes = 0

  /** Keeps a frame. `now` is in milliseconds. */
  add(frame: Buffer, now: number): void {
    this.#frames.push({ frame, sentAt: now })
    this.#bytes += frame.length
    this.#forget(now)
  }

  /** The frames that may be lost, in order. */
  list(now: number): readonly Buffer[] {
    this.#forget(now)
    return this.#frames.map(({ frame }) => frame)
  }

  #forget(now: number): void {
    let old = 0
    for (const { frame, sentAt } of this.#frames) {
      if (this.#bytes <= MAX_BYTES && now - sentAt < MAX_AGE) break
      this.#bytes -= frame.length
      old += 1
    }
    if (old > 0) this.#frames = this.#frames.slice(old)
  }
}
