import type { PeaSpec } from '@peaflow/core'
import {
  type ControlPeer,
  decodeControl,
  type Enrolment,
  encodeControl,
  explainControl,
  type FlowMessage,
  isFromOtherVersion,
  type PeaMessage,
  type StartKeys,
} from '@peaflow/protocol'
import type { Listener, PongListener } from './control-socket.ts'
import { mayJoinLater, notHere, otherVersion, readEnrolment, refuseEnrolment, releaseIfOver } from './enrolment.ts'
import { type Identity, identify, isFrom } from './identity.ts'
import type { Enrolments } from './joiner.ts'

/** What routes are made of. */
export interface RoutesOptions {
  readonly flowId: string
  readonly keys: StartKeys
  /** A message was dropped. `peer` is missing for a connection that belongs to no Pea. */
  readonly onDropped: (reason: string, peer?: string) => void
  /**
   * Decides which replicas join.
   *
   * @defaultValue none do
   */
  readonly enrolments?: Enrolments | undefined
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

  /** A connection has ended. */
  close(peer: ControlPeer): void {
    const identity = this.#identities.get(peer)
    if (identity !== undefined && this.#routes.get(identity.pea)?.peer === peer) {
      this.#options.enrolments?.onLost(identity)
    }
  }

  /** Takes a frame from a connection. */
  receive(frame: Buffer, peer: ControlPeer): void {
    const { flowId, onDropped } = this.#options
    const message = decodeControl(flowId, frame) as PeaMessage | undefined
    const known = this.#identities.get(peer)
    const identity = known ?? this.#admit(message, frame, peer)
    if (identity === undefined) return
    const reason = message === undefined ? explainControl(flowId, frame) : refuse(message, identity)
    if (message === undefined || reason !== undefined) onDropped(reason ?? 'it is not valid', identity.pea)
    else this.#deliver(message, identity, peer)
  }

  /** The Pea that the first message of a connection proves its sender to be. Closes the connection if it is none. */
  #admit(message: PeaMessage | undefined, frame: Buffer, peer: ControlPeer): Identity | undefined {
    const { keys, onDropped, enrolments } = this.#options
    const identity = message && identify(message, keys)
    const isReplaced = identity !== undefined && identity.incarnation < this.#incarnationOf(identity.pea)
    if (identity !== undefined && !isReplaced && enrolments?.isOver(identity) !== true) {
      this.#trust(identity, peer)
      enrolments?.onBack(identity)
      return identity
    }
    const enrolment = readEnrolment(frame)
    if (enrolment !== undefined) {
      this.#enrol(enrolment, peer)
      return undefined
    }
    // One that names this Flow, and proves no life of it, is a stranger.
    const isLate = identity !== undefined || message === undefined
    const isReleased = enrolments !== undefined && isLate && releaseIfOver(frame, peer)
    const other = enrolments && otherVersion(frame)
    if (other !== undefined) refuseEnrolment(peer, other)
    if (!isReleased) onDropped(isReplaced ? 'bound: from an incarnation that has been replaced' : whyUnknown(frame))
    peer.close()
    return undefined
  }

  /** Lets a replica join, or tells it why it cannot, and closes the connection. */
  #enrol(enrolment: Enrolment, peer: ControlPeer): void {
    const { enrolments, flowId, onDropped } = this.#options
    const adopt = (spec: PeaSpec, proof: string): void => {
      const identity = { pea: spec.id, incarnation: spec.incarnation }
      this.#trust(identity, peer)
      this.#routes.set(identity.pea, { incarnation: identity.incarnation, peer })
      peer.send(encodeControl(flowId, { type: 'adopt', spec, proof }))
    }
    const refusal =
      enrolments === undefined ? notHere(enrolment) : enrolments.take(enrolment, { address: peer.address, adopt })
    if (refusal === undefined) return
    refuseEnrolment(peer, refusal)
    const reason = enrolments === undefined ? 'enrol: this Flow takes no replicas' : 'enrol: it cannot join'
    if (!mayJoinLater(refusal)) onDropped(reason)
    peer.close()
  }

  #trust(identity: Identity, peer: ControlPeer): void {
    this.#identities.set(peer, identity)
    peer.trust()
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

/** Why the first frame of a connection proves nothing. That of another version cannot: it may have no proof at all. */
function whyUnknown(frame: Buffer): string {
  return isFromOtherVersion(frame) ? explainControl(undefined, frame) : 'bound: no valid proof'
}
