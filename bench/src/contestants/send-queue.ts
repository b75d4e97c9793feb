import type { Push, Router } from 'zeromq'
import type { Frames } from './frames.ts'

/** Sends messages in order over a socket that allows one `send` at a time. */
export class SendQueue {
  readonly #socket: Push | Router
  readonly #pack: (waiting: Frames[]) => Frames
  readonly #waiting: Frames[] = []
  #busy = false

  /** `pack` takes from the messages that wait those that go next, as one message; by default the first. */
  constructor(socket: Push | Router, pack: (waiting: Frames[]) => Frames = takeFirst) {
    this.#socket = socket
    this.#pack = pack
  }

  push(frames: Frames): void {
    this.#waiting.push(frames)
    if (!this.#busy) this.#drain().catch(ignoreClosed)
  }

  close(): void {
    this.#socket.close()
  }

  async #drain(): Promise<void> {
    this.#busy = true
    // What the rest of this turn pushes is packed too.
    await null
    while (this.#waiting.length > 0) await this.#socket.send([...this.#pack(this.#waiting)])
    this.#busy = false
  }
}

function takeFirst(waiting: Frames[]): Frames {
  return waiting.shift() ?? []
}

function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EAGAIN') throw error
}
