import type { Message } from '@peaflow/protocol'
import type { DeliveryOwner } from '../link/delivery.ts'
import type { OutgoingRequest } from './links.ts'
import type { PayloadMemory } from './payload-memory.ts'

/** A request as the gateway's links send it. It owns its deliveries, of which it needs to know only that its memory is free. */
export class OutgoingMessage implements Message, DeliveryOwner {
  readonly shard = 0
  readonly shards = 1
  readonly isError = false
  readonly isUrgent = false
  readonly request: number
  readonly endpoint: string
  readonly deadline: number
  readonly attempt: number
  readonly tries: number
  readonly payload: Uint8Array
  readonly headers: Uint8Array | undefined
  readonly #memory: PayloadMemory | undefined

  constructor({ request, endpoint, deadline, attempt = 0, tries = 0, payload, headers, memory }: OutgoingRequest) {
    this.attempt = attempt
    this.tries = tries
    this.request = request
    this.endpoint = endpoint
    this.deadline = deadline
    this.payload = payload
    this.headers = headers
    this.#memory = memory
  }

  get payloadBytes(): number {
    return this.payload.length
  }

  sent(): void {}

  received(): void {}

  settled(): void {
    this.#memory?.release()
  }
}
