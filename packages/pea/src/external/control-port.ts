import {
  type ControlListener,
  type ControlListenerTarget,
  decodeControl,
  encodeControl,
  type FlowMessage,
  flowIdOf,
  isFromOtherVersion,
  openControlListener,
  type PeaMessage,
  type ControlPeer as Peer,
} from '@peaflow/protocol'

/** A peer of a {@link ControlPort}. */
export interface ControlPeer {
  /** The routing id of its connection. */
  readonly route: Buffer
  readonly flowId: string
}

/** Receives what arrives at a {@link ControlPort}. */
export interface ControlPortListener {
  onMessage(from: ControlPeer, message: FlowMessage): void
  /** A message of another version of the protocol arrived. */
  onOtherVersion(route: Buffer): void
}

/** The control socket of an external Pea, which Flows and pings dial. */
export class ControlPort {
  readonly #socket: ControlListener
  /** The connections by the routing id of their peer. */
  readonly #peers: Map<string, Peer>
  #listener: ControlPortListener | undefined

  /**
   * Opens a control port.
   *
   * @throws FlowError `ADDRESS_…` if it cannot be opened.
   */
  static async open(target: ControlListenerTarget): Promise<ControlPort> {
    const peers = new Map<string, Peer>()
    let control: ControlPort | undefined
    const socket = await openControlListener(target, {
      onFrame: (frame, peer) => {
        if (control !== undefined) control.#onFrame(frame, peer)
      },
      onClosed: (peer) => {
        if (peers.get(peer.routingId) === peer) peers.delete(peer.routingId)
      },
    })
    control = new ControlPort(socket, peers)
    return control
  }

  private constructor(socket: ControlListener, peers: Map<string, Peer>) {
    this.#socket = socket
    this.#peers = peers
  }

  get port(): number {
    return this.#socket.port
  }

  /** Receives what arrives from now on. */
  listen(listener: ControlPortListener): void {
    this.#listener = listener
  }

  /** Sends a message. Returns whether the peer is connected. */
  send({ route, flowId }: ControlPeer, message: PeaMessage): boolean {
    return this.#peers.get(route.toString('latin1'))?.send(encodeControl(flowId, message)) === true
  }

  /** Sends what is queued, then closes. */
  close(): void {
    this.#socket.close()
  }

  /** A peer that reconnects takes its routing id over from its own dead connection. */
  #onFrame(frame: Buffer, peer: Peer): void {
    const route = Buffer.from(peer.routingId, 'latin1')
    const message = decodeControl(undefined, frame) as FlowMessage | undefined
    if (message !== undefined) peer.trust()
    if (message !== undefined || isFromOtherVersion(frame)) this.#peers.set(peer.routingId, peer)
    if (isFromOtherVersion(frame)) this.#listener?.onOtherVersion(route)
    else if (message !== undefined) this.#listener?.onMessage({ route, flowId: flowIdOf(frame) }, message)
  }
}
