import type { WebSocket } from 'ws'
import type { Codec } from './codec.ts'

/** Bytes that may stand in memory for a client that does not read. */
const MOST_UNREAD = 1_024 * 1_024

/** Sends messages to a client, at the rate at which it reads them. */
export class Outbox {
  readonly #socket: WebSocket
  readonly #codec: Codec

  constructor(socket: WebSocket, codec: Codec) {
    this.#socket = socket
    this.#codec = codec
  }

  /** Whether the client has left more unread than one that reads would. */
  get isFull(): boolean {
    return this.#socket.bufferedAmount > MOST_UNREAD
  }

  /**
   * Sends a message. Resolves when it has left this process, or the client has: a call that waits for that before it takes
   * its next result stands still while its client does, and has one message in memory.
   *
   * @throws Error for a value that cannot be sent.
   */
  send(value: unknown): Promise<void> {
    const data = this.#codec.encode(value)
    return new Promise((resolve) => this.#socket.send(data, () => resolve()))
  }
}
