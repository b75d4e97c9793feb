import type { Message } from '@peaflow/protocol'
import type { OutgoingRequest } from './links.ts'

/** A request as the gateway's links send it. */
export class OutgoingMessage implements Message {
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

  constructor({ request, endpoint, deadline, attempt = 0, tries = 0, payload }: OutgoingRequest) {
    this.attempt = attempt
    this.tries = tries
    this.request = request
    this.endpoint = endpoint
    this.deadline = deadline
    this.payload = payload
  }

  get payloadBytes(): number {
    return this.payload.length
  }
}
