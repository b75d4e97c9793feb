import type { ServerDuplexStream } from '@grpc/grpc-js'
import type { RequestMessage, ResponseMessage } from './messages.ts'
import type { FailedStatus } from './status.ts'

/** Writes responses to a client, at the rate at which it reads them. */
export class Writer {
  readonly #stream: ServerDuplexStream<RequestMessage, ResponseMessage>
  /** What is called when the client has left, in place of what it would have read. */
  readonly #unwritten = new Set<() => void>()
  #hasEnded = false

  constructor(stream: ServerDuplexStream<RequestMessage, ResponseMessage>) {
    this.#stream = stream
    stream.on('cancelled', () => {
      this.#hasEnded = true
      for (const resolve of this.#unwritten) resolve()
    })
  }

  /** Whether nothing more can be written. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Writes a response. Resolves when it has left, as far as the window of HTTP/2 allows, or the client has. */
  write(response: ResponseMessage): Promise<void> {
    if (this.#hasEnded) return Promise.resolve()
    return new Promise((resolve) => {
      const onWritten = () => {
        this.#unwritten.delete(onWritten)
        resolve()
      }
      this.#unwritten.add(onWritten)
      this.#stream.write(response, onWritten)
    })
  }

  /** Ends the stream as one that went well. */
  end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#stream.end()
  }

  /** Ends the stream with a status. */
  fail(status: FailedStatus): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#stream.emit('error', status)
  }
}
