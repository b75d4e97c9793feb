import {
  type ControlPeer,
  decodeControl,
  encodeControl,
  explainControl,
  type FlowMessage,
  type PeaMessage,
  type StartKeys,
} from '@peaflow/protocol'
import type { Listener, PongListener } from './control-socket.ts'
import { type Identity, identify, isFrom } from './identity.ts'

/** What routes are made of. */
export interface RoutesOptions {
  readonly flowId: string
  readonly keys: StartKeys
  /** A message was dropped. `peer` is missing for a connection that belongs to no Pea. */
  readonly onDropped: (reason: string, peer?: string) => void
}

interface Route {
  readonly incarnation: number
  readonly peer: ControlPeer
}

/**
 * Which connection leads to which Pea. A connection belongs to the Pea, and the incarnation of it, that its first
 * message proves, and speaks for no other. One without a proof is closed.
 */
export class Routes {
  readonly #options: RoutesOptions
  readonly #identities = new WeakMap<ControlPeer, Identity>()
  /** The newest connection of the newest incarnation of each Pea. */
  readonly #routes = new Map<string, Route>()
  #listener: Listener = () => undefined
  #onPong: PongListener | undefined

  constructor(options: RoutesOptions) {
    this.#options = options
  }

  listen(listener: Listener, onPong?: PongListener): void {
    this.#listener = listener
    this.#onPong = onPong
  }

  /** Returns `false` if the Pea has not reported here. */
  send(pea: string, message: FlowMessage): boolean {
    const route = this.#routes.get(pea)
    route?.peer.send(encodeControl(this.#options.flowId, message))
    return route !== undefined
  }

  /** Asks a Pea that has reported here for a sign of life. */
  ping(pea: string): void {
    this.#routes.get(pea)?.peer.ping()
  }

  /** Takes the answer to a PING from a connection. */
  receivePong(peer: ControlPeer): void {
    const identity = this.#identities.get(peer)
    if (identity !== undefined) this.#onPong?.(identity)
  }

  /** Takes a frame from a connection. */
  receive(frame: Buffer, peer: ControlPeer): void {
    const { flowId, onDropped } = this.#options
    const message = decodeControl(flowId, frame) as PeaMessage | undefined
    const known = this.#identities.get(peer)
    const identity = known ?? this.#admit(message, peer)
    if (identity === undefined) return
    const reason = message === undefined ? explainControl(flowId, frame) : refuse(message, identity)
    if (message === undefined || reason !== undefined) onDropped(reason ?? 'it is not valid', identity.pea)
    else this.#deliver(message, identity, peer)
  }

  /** The Pea that the first message of a connection proves its sender to be. Closes the connection if it is none. */
  #admit(message: PeaMessage | undefined, peer: ControlPeer): Identity | undefined {
    const identity = message && identify(message, this.#options.keys)
    const isReplaced = identity !== undefined && identity.incarnation < this.#incarnationOf(identity.pea)
    if (identity !== undefined && !isReplaced) {
      this.#identities.set(peer, identity)
      peer.trust()
      return identity
    }
    this.#options.onDropped(isReplaced ? 'bound: from an incarnation that has been replaced' : 'bound: no valid proof')
    peer.close()
    return undefined
  }

  #deliver(message: PeaMessage, identity: Identity, peer: ControlPeer): void {
    const { pea, incarnation } = identity
    if (message.type === 'bound' && incarnation >= this.#incarnationOf(pea))
      this.#routes.set(pea, { incarnation, peer })
    this.#listener(message, identity)
  }

  #incarnationOf(pea: string): number {
    return this.#routes.get(pea)?.incarnation ?? 0
  }
}

function refuse(message: PeaMessage, identity: Identity): string | undefined {
  return isFrom(message, identity) ? undefined : `${message.type}: for another Pea`
}
