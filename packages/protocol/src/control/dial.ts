import type { PeaSpec } from '@peaflow/core'
import { newRoutingId } from '../socket/routing-id.ts'
import type { ControlChannel } from './channel.ts'
import { decodeControl, encodeControl } from './codec.ts'
import { dialConnection } from './connection.ts'
import type { FlowMessage } from './messages.ts'

/** Milliseconds without its Flow after which a Pea ends itself. */
const FLOW_LOSS_TIMEOUT = 15_000

/**
 * Dials the Flow's control socket.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if its host does not resolve.
 */
export async function dialControl(spec: PeaSpec): Promise<ControlChannel> {
  const { host, port } = spec.control
  const lifeline = new Lifeline()
  const early: FlowMessage[] = []
  let listener = (message: FlowMessage): void => void early.push(message)
  const onFrame = (frame: Buffer) => {
    const message = decodeControl(spec.flowId, frame)
    if (message) listener(message as FlowMessage)
  }
  const target = { host, port, routingId: newRoutingId(spec) }
  const connection = await dialConnection(target, { ...lifeline.events, onFrame }).catch((error) => {
    lifeline.renew()
    throw error
  })
  return {
    send: (message) => connection.send(encodeControl(spec.flowId, message)),
    listen: (listen) => {
      listener = listen
      for (const message of early.splice(0)) listen(message)
    },
    lost: lifeline.expired,
    close: async () => {
      lifeline.renew()
      await connection.close()
    },
  }
}

/** Tells when the connection has been down for too long. */
export class Lifeline {
  readonly expired: Promise<void>
  readonly events = { onConnect: () => this.renew(), onDisconnect: () => this.#expire() }
  #settle: () => void = () => undefined
  #timer: NodeJS.Timeout | undefined

  constructor() {
    this.expired = new Promise((resolve) => {
      this.#settle = resolve
    })
    this.#expire()
  }

  renew(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #expire(): void {
    this.#timer ??= setTimeout(this.#settle, FLOW_LOSS_TIMEOUT)
  }
}
