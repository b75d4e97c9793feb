import { randomUUID } from 'node:crypto'
import type { ServerDuplexStream } from '@grpc/grpc-js'
import { FlowError } from '@peaflow/core'
import { Cancellation } from '../http/cancellation.ts'
import type { RequestMessage, ResponseMessage } from './messages.ts'
import { originOf, type Service } from './service.ts'
import { toStatus } from './status.ts'
import { answerStreamed } from './streamed-call.ts'
import { Writer } from './writer.ts'

/** How many calls of one stream may be open. More are not read, so that HTTP/2 stops the client. */
const MOST_OPEN = 64

/** `Stream`: many calls at a time, each by an id of its own. */
export class CallStream {
  readonly #service: Service
  readonly #stream: ServerDuplexStream<RequestMessage, ResponseMessage>
  readonly #writer: Writer
  /** The calls that can be cancelled, by id. */
  readonly #cancellations = new Map<string, Cancellation>()
  /** How many calls are open. One stays open until its last response has left. */
  #open = 0
  /** A request for which there is no room. */
  #next: RequestMessage | undefined
  /** Why no more requests come. */
  #ending: 'client' | 'server' | undefined

  constructor(service: Service, stream: ServerDuplexStream<RequestMessage, ResponseMessage>) {
    this.#service = service
    this.#stream = stream
    this.#writer = new Writer(stream)
    stream.on('cancelled', () => this.#cancelAll())
    stream.on('data', (request: RequestMessage) => this.#onRequest(request))
    stream.on('end', () => {
      this.#ending ??= 'client'
      this.#endIfAnswered()
    })
  }

  /** Takes no more calls, and ends when those that are open have been answered. */
  drain(): void {
    this.#ending ??= 'server'
    this.#endIfAnswered()
  }

  #onRequest(request: RequestMessage): void {
    const { id = '', cancel } = request
    if (this.#writer.hasEnded) return
    if (cancel) this.#cancellations.get(id)?.cancel()
    else if (this.#cancellations.has(id)) this.#fail(idInUse(id))
    else if (this.#open < MOST_OPEN) void this.#answer(id, request)
    else {
      this.#next = request
      this.#stream.pause()
    }
  }

  async #answer(id: string, request: RequestMessage): Promise<void> {
    const end = this.#service.open.begin()
    const cancellation = new Cancellation()
    this.#cancellations.set(id, cancellation)
    this.#open += 1
    const call = { request, origin: originOf(this.#stream), requestId: randomUUID(), cancellation }
    const last = await answerStreamed(this.#service, call, (piece) => this.#writer.write(piece))
    // Before the client can read it, since it may use the id for its next call.
    this.#cancellations.delete(id)
    await this.#writer.write(last)
    this.#open -= 1
    end()
    this.#resume()
    this.#endIfAnswered()
  }

  #resume(): void {
    const next = this.#next
    if (next === undefined) return
    this.#next = undefined
    this.#onRequest(next)
    if (this.#next === undefined) this.#stream.resume()
  }

  #endIfAnswered(): void {
    if (this.#open > 0 || this.#next !== undefined) return
    if (this.#ending === 'client') this.#writer.end()
    if (this.#ending === 'server') this.#fail(new FlowError('REQUEST_STOPPED', 'the server is stopping'))
  }

  #fail(error: FlowError): void {
    this.#writer.fail(toStatus(error, { requestId: randomUUID(), retryAfter: () => this.#service.calls.retryAfter() }))
    this.#cancelAll()
  }

  #cancelAll(): void {
    this.#next = undefined
    for (const cancellation of this.#cancellations.values()) cancellation.cancel()
  }
}

function idInUse(id: string): FlowError {
  return new FlowError('REQUEST_BODY', `the id "${id.slice(0, 128)}" is that of a call that is open`, {
    hint: 'Give each call of a stream an id of its own',
  })
}
