import type { ControlChannel, IncomingRequest, WireError } from '@peaflow/protocol'

/** One request on its way into the Flow. */
export interface OutgoingRequest {
  /** A counter from 0 within the Flow; never used twice. */
  readonly request: number
  readonly endpoint: string
  /** When its time is up, on this process's clock (`performance.now()`), in milliseconds. */
  readonly deadline: number
  readonly payload: Uint8Array
  /**
   * Whether nobody else has the payload, which `encodePayload` made, so that its memory is used again.
   *
   * @defaultValue false
   */
  readonly isTransferred?: boolean
}

/** What the gateway does with what comes; each is called many times in one turn, so let it be cheap. */
export interface GatewayEvents {
  /** An answer is complete: documents, or an error. It comes once for each request. */
  readonly onAnswer: (incoming: IncomingRequest) => void
  /**
   * Whether `onAnswer` copies what it needs of a payload that came in a pack, so that its memory is used again.
   *
   * @defaultValue false
   */
  readonly copies?: boolean
  /** A request was given up by the links of the gateway itself; the engine reports those of other Peas. */
  readonly onFailed: (request: number, error: WireError) => void
  /** `room` may have grown. Once a turn at most. */
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

/** The gateway's links to the Flow's first Peas and from its last. */
export interface GatewayLinks {
  /**
   * How many more requests to this endpoint all first Peas take now, and some that are to wait here, so that it is seen how
   * much there is to do; 0 while an edge is held.
   */
  room(endpoint: string): number
  /** Gives a request to every first Pea. What exceeds `room` waits here. */
  send(outgoing: OutgoingRequest): void
  /** Forgets requests that are settled otherwise: what comes of them is dropped. */
  forget(requests: readonly number[]): void
  /** Settles once the links are closed, by `close` or because they failed; never rejects. */
  readonly ended: Promise<void>
  /** May be called twice. */
  close(): Promise<void>
}
