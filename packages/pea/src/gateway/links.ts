import type { ControlChannel, IncomingRequest, Piece, WireError } from '@peaflow/protocol'
import type { PayloadMemory } from './payload-memory.ts'

/** A request that enters the Flow. */
export interface OutgoingRequest {
  /** Its number: counts from 0 within a Flow and is never reused. */
  readonly request: number
  readonly endpoint: string
  /** Deadline in milliseconds on this process's clock (`performance.now()`). */
  readonly deadline: number
  readonly payload: Uint8Array
  /** Its headers, encoded. */
  readonly headers?: Uint8Array | undefined
  /**
   * How often the request was sent before.
   *
   * @defaultValue 0
   */
  readonly attempt?: number
  /**
   * How many Peas have died during a call for it.
   *
   * @defaultValue 0
   */
  readonly tries?: number
  /** The memory of the payload, if it can be reused. */
  readonly memory?: PayloadMemory | undefined
}

/** A piece of an answer. */
export interface IncomingPiece {
  readonly incoming: IncomingRequest
  readonly attempt: number
  readonly piece: Piece
  /** Frees the credit that it takes. */
  readonly accept: () => void
}

/** Callbacks of the gateway's links. Each may run many times in one turn of the event loop and must be cheap. */
export interface GatewayEvents {
  /** An answer is complete: documents, or an error. Called once for each request. */
  readonly onAnswer: (incoming: IncomingRequest) => void
  /**
   * A piece of an answer has arrived.
   *
   * @defaultValue drops it
   */
  readonly onPiece?: (piece: IncomingPiece) => void
  /**
   * Whether `onAnswer` copies what it needs from a payload that arrived in a pack, so that the pack's memory can be reused.
   *
   * @defaultValue false
   */
  readonly copies?: boolean
  /** The gateway's own links gave a request up. The engine reports those given up by other Peas. */
  readonly onFailed: (request: number, error: WireError) => void
  /** `room` may have grown. Called at most once a turn of the event loop. */
  readonly onRoom: () => void
}

/** How to open the gateway's links. */
export interface GatewayLinksOptions {
  /**
   * The gateway's end of the control channel.
   *
   * @defaultValue dials `spec.control`
   */
  readonly control?: ControlChannel | undefined
}

/** The gateway's links to the first Peas of the Flow and from the last. */
export interface GatewayLinks {
  /**
   * How many more requests to an endpoint may be sent now: what all first Peas accept, and a few that queue here so that the
   * load balancer can look ahead. 0 while an edge is paused.
   */
  room(endpoint: string): number
  /** Why no request to an endpoint may be sent now: the Pod that has no room. `undefined` if each has. */
  blockedBy(endpoint: string): WireError | undefined
  /** Sends a request to every first Pea. What exceeds `room` queues here. */
  send(outgoing: OutgoingRequest): void
  /** Sends requests once more, of which no Pea holds anything any more, or not all of it. What is left of them is dropped. */
  retry(outgoing: readonly OutgoingRequest[]): void
  /** Cancels requests that have ended otherwise: answers to them are dropped. */
  cancel(requests: readonly number[]): void
  /** Settles once the links are closed, by `close` or by a failure; never rejects. */
  readonly ended: Promise<void>
  /** May be called twice. */
  close(): Promise<void>
}
