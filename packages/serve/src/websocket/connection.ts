import { randomUUID } from 'node:crypto'
import { FlowError } from '@peaflow/core'
import type { RunningFlow } from '@peaflow/engine'
import { asFlowError } from '@peaflow/pea/internal'
import type { WebSocket } from 'ws'
import { Cancellation } from '../http/cancellation.ts'
import type { LoggedCalls } from '../log/take-call.ts'
import { toProblem } from '../problem/problem.ts'
import { answer } from './answer.ts'
import { CLOSE, close } from './close.ts'
import { type Codec, codecs } from './codec.ts'
import { type ClientMessage, idInUse, readMessage } from './message.ts'
import { Outbox } from './outbox.ts'
import type { Subprotocol } from './subprotocol.ts'

/** How many calls of one connection may be open, which its client is told as its credit. */
export const CREDIT = 64

/** What a connection is opened with. */
export interface ConnectionOptions extends LoggedCalls {
  readonly running: RunningFlow
  readonly subprotocol: Subprotocol
  /** The endpoint of calls that name none. */
  readonly endpoint: string
  /** A call has been answered that began before the connection was drained. */
  onAnswered(): void
}

/** A client that calls over WebSocket, many calls at a time, each by an id of its own. */
export class Connection {
  readonly #socket: WebSocket
  readonly #options: ConnectionOptions
  readonly #codec: Codec
  readonly #outbox: Outbox
  /** The calls that can be cancelled, by id. */
  readonly #cancellations = new Map<string, Cancellation>()
  /** How many calls are open. One stays open until its last message has left. */
  #open = 0
  #isDraining = false

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.#codec = codecs[options.subprotocol]
    this.#outbox = new Outbox(socket, this.#codec)
    socket.on('message', (data: Buffer, isBinary) => this.#onMessage(data, isBinary))
    socket.on('close', () => this.#cancelAll())
    // Of a client that breaks the protocol of WebSocket. `ws` closes the connection with the code that tells why.
    socket.on('error', () => undefined)
    void this.#outbox.send({ hello: { ...describe(options.running), credit: CREDIT } })
  }

  /** Takes no more calls, and closes the connection when those that are open have been answered. */
  drain(): void {
    if (this.#isDraining) return
    this.#isDraining = true
    void this.#outbox.send({ credit: 0 })
    this.#closeIfDrained()
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    try {
      const message = readMessage(this.#codec, data, isBinary)
      if (message.isCancel) this.#cancellations.get(message.id)?.cancel()
      else this.#begin(message)
    } catch (error) {
      this.#fail(asFlowError(error))
    }
  }

  #begin(message: ClientMessage): void {
    if (this.#cancellations.has(message.id)) throw idInUse(message.id)
    if (this.#open < CREDIT) void this.#answer(message)
    else this.#refuse(message)
  }

  async #answer(message: ClientMessage): Promise<void> {
    const { endpoint } = this.#options
    const { id } = message
    const isLate = this.#isDraining
    const cancellation = new Cancellation()
    this.#cancellations.set(id, cancellation)
    this.#open += 1
    const asked = { message, endpoint, requestId: randomUUID(), cancellation }
    const end = await answer(this.#options, asked, (piece) => this.#outbox.send(piece))
    // Before the client can read it, since it may use the id for its next call.
    this.#cancellations.delete(id)
    await this.#outbox.send(end)
    this.#open -= 1
    if (!isLate) this.#options.onAnswered()
    this.#closeIfDrained()
  }

  /** A client that goes on beyond its credit, and does not read that it does, would fill the memory with refusals. */
  #refuse({ id }: ClientMessage): void {
    const error = new FlowError('REQUEST_CREDIT', `${CREDIT} calls of this connection are open already`, {
      hint: 'Wait until one of them has been answered: the server says as "credit" how many may be open',
    })
    if (this.#outbox.isFull) this.#end(error)
    else void this.#outbox.send({ id, error: toProblem(error, randomUUID()) })
  }

  /** The client has sent what is of no call. It is told, and goes. */
  #fail(error: FlowError): void {
    void this.#outbox.send({ error: toProblem(error, randomUUID()) })
    this.#end(error)
  }

  #end({ message }: FlowError): void {
    close(this.#socket, CLOSE.protocol, message)
    this.#cancelAll()
  }

  #cancelAll(): void {
    for (const cancellation of this.#cancellations.values()) cancellation.cancel()
  }

  #closeIfDrained(): void {
    if (this.#isDraining && this.#open === 0) close(this.#socket, CLOSE.leaving, 'the server is stopping')
  }
}

function describe(running: RunningFlow): { readonly flow: string; readonly endpoints: readonly string[] } {
  const { endpoints } = running.endpoints()
  return { flow: running.plan.flow, endpoints: endpoints.map(({ endpoint }) => endpoint) }
}
