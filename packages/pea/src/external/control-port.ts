import {
  decodeControl,
  encodeControl,
  FLOW_ID_BYTES,
  type FlowMessage,
  flowIdOf,
  isFromOtherVersion,
  openRouter,
  type PeaMessage,
} from '@peaflow/protocol'
import type { Router } from 'zeromq'

/** The Flow id of a message from a peer that belongs to no Flow, like a ping. */
export const NO_FLOW = '00'.repeat(FLOW_ID_BYTES)

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
  readonly port: number
  readonly #socket: Router
  /** Settles once all messages so far have been sent. */
  #sent: Promise<unknown> = Promise.resolve()

  constructor({ socket, port }: { readonly socket: Router; readonly port: number }) {
    this.port = port
    this.#socket = socket
  }

  /** Reads until the port closes. */
  async read({ onMessage, onOtherVersion }: ControlPortListener): Promise<void> {
    while (!this.#socket.closed) {
      const [id, frame] = await this.#socket.receive().catch(() => [])
      if (id === undefined || frame === undefined) continue
      const route = Buffer.from(id)
      if (isFromOtherVersion(frame)) onOtherVersion(route)
      const message = decodeControl(undefined, frame) as FlowMessage | undefined
      if (message !== undefined) onMessage({ route, flowId: flowIdOf(frame) }, message)
    }
  }

  /** Sends one message at a time, as a ROUTER requires. Resolves with whether the peer was reached. */
  send({ route, flowId }: ControlPeer, message: PeaMessage): Promise<boolean> {
    const frames = [route, encodeControl(flowId, message)]
    const sent = this.#sent.then(() =>
      this.#socket.send(frames).then(
        () => true,
        () => false,
      ),
    )
    this.#sent = sent
    return sent
  }

  /** Sends what is queued, then closes. */
  async close(): Promise<void> {
    await this.#sent
    this.#socket.close()
  }
}

/**
 * Opens a control port.
 *
 * @throws FlowError `ADDRESS_…` if it cannot be opened.
 */
export async function openControlPort(target: { readonly host: string; readonly port: number }): Promise<ControlPort> {
  return new ControlPort(await openRouter(target))
}
