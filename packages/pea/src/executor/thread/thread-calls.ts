import type { FlowError } from '@peaflow/core'
import type { ExecutorBatch, ExecutorCall, PieceReceiver } from '../host.ts'
import { OpenCalls } from '../open-calls.ts'
import { type FromThread, fromThreadError, type ToThread, toThreadError, toThreadPayloads } from './messages.ts'

type Send = (message: ToThread, transfer?: readonly ArrayBuffer[]) => void

/** A message from the thread about one of its calls. */
type FromCall = Extract<FromThread, { readonly id: number }>

/** The open calls of a thread, as messages to and from it. */
export class ThreadCalls {
  readonly #send: Send
  readonly #calls = new OpenCalls<undefined>()

  /** @param send - posts a message to the thread */
  constructor(send: Send) {
    this.#send = send
  }

  /** Whether a call runs on although it was aborted. */
  get hasAborted(): boolean {
    return this.#calls.hasAborted
  }

  /** As in `ExecutorHost`. */
  async call(call: ExecutorCall, pieces: PieceReceiver): Promise<Uint8Array> {
    // A view would be cloned with all of the memory behind it.
    const headers = call.headers && new Uint8Array(call.headers)
    const [payload] = await this.#open('call', { ...call, headers }, pieces)
    return payload as Uint8Array
  }

  /** As in `ExecutorHost`. */
  callBatch(batch: ExecutorBatch): Promise<readonly Uint8Array[]> {
    return this.#open('batch', batch)
  }

  /** As in `ExecutorHost`. */
  abort(id: number, reason: FlowError): void {
    if (this.#calls.abort(id)) this.#send({ type: 'abort', id, reason: toThreadError(reason) })
  }

  /** The thread answers a call, or streams its answer. */
  onMessage(message: FromCall): void {
    if (message.type === 'result') this.#calls.resolve(message.id, message.payloads)
    else if (message.type === 'failed') this.#calls.reject(message.id, fromThreadError(message.error))
    else if (message.type === 'streams') this.#calls.begin(message.id)
    else void this.#take(message.id, message.payload)
  }

  #open(
    type: 'call' | 'batch',
    call: ExecutorCall | ExecutorBatch,
    pieces?: PieceReceiver,
  ): Promise<readonly Uint8Array[]> {
    const answer = this.#calls.open(call.id, undefined, pieces)
    const { own, transfer } = toThreadPayloads(call.payloads)
    this.#send({ type, call: { ...call, payloads: own } } as ToThread, transfer)
    return answer
  }

  async #take(id: number, payload: Uint8Array): Promise<void> {
    await this.#calls.take(id, payload)
    this.#send({ type: 'taken', id })
  }
}
