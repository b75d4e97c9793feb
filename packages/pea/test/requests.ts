import { decodeError, type IncomingRequest, type WireError } from '@peaflow/protocol'
import { encodePayload } from '../src/document/payload.ts'
import type { GatewayEvents } from '../src/gateway/links.ts'
import type { FlowStub } from './flow-stub.ts'

/** What a test's gateway sent and got: pulls as credit allows, counts answers and repeats. */
export class Requests implements GatewayEvents {
  readonly answers = new Map<number, Uint8Array>()
  readonly errors = new Map<number, WireError>()
  repeats = 0
  /** Milliseconds that each request may take. */
  timeLeft = 20_000
  endpoint = '/'
  #next = 0
  #last = 0
  #flow: FlowStub | undefined
  #payloadOf: (request: number) => Uint8Array = payloadOf
  #onEnd: () => void = () => undefined
  /** Called at every answer. */
  onEach: (request: number) => void = () => undefined

  /** Sends so many requests and resolves when each has its answer or its error. */
  async send(flow: FlowStub, count: number, payloads: (request: number) => Uint8Array = payloadOf): Promise<void> {
    this.#flow = flow
    this.#last = this.#next + count
    this.#payloadOf = payloads
    const settled = new Promise<void>((resolve) => {
      this.#onEnd = resolve
    })
    this.onRoom()
    await settled
  }

  readonly onAnswer = (incoming: IncomingRequest): void => {
    const { request, isError, payloads } = incoming
    if (this.answers.has(request)) this.repeats += 1
    if (isError) this.errors.set(request, decodeError(payloads[0] as Uint8Array))
    this.#settle(request, Buffer.from(payloads[0] as Uint8Array))
  }

  readonly onFailed = (request: number, error: WireError): void => {
    this.errors.set(request, error)
    this.#settle(request, new Uint8Array())
  }

  readonly onRoom = (): void => {
    const links = this.#flow?.links
    if (!links) return
    for (let room = links.room(this.endpoint); room > 0 && this.#next < this.#last; room -= 1) {
      const request = this.#next++
      const deadline = performance.now() + this.timeLeft
      links.send({ request, endpoint: this.endpoint, deadline, payload: this.#payloadOf(request) })
    }
  }

  #settle(request: number, payload: Uint8Array): void {
    this.answers.set(request, payload)
    this.onEach(request)
    if (this.answers.size === this.#last) this.#onEnd()
  }
}

/** One document that says which request it is of. */
export function payloadOf(request: number): Uint8Array {
  return encodePayload({ documents: [{ id: `d${request}`, text: 'x'.repeat(100) }], parameters: {} })
}

/** The numbers from 0. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
