import type { PeaSpec } from '@peaflow/core'
import { newRoutingId } from '../socket/routing-id.ts'
import { decodeControl, encodeControl } from './codec.ts'
import { dialLine } from './line.ts'
import type { ControlLink } from './link.ts'
import type { FlowMessage } from './messages.ts'

/** Milliseconds without its Flow after which a Pea ends itself. */
const LEASH = 15_000

/**
 * Dials the Flow's control socket.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if its host does not resolve.
 */
export async function dialControl(spec: PeaSpec): Promise<ControlLink> {
  const { host, port } = spec.control
  const leash = new Leash()
  const early: FlowMessage[] = []
  let listener = (message: FlowMessage): void => void early.push(message)
  const onFrame = (frame: Buffer) => {
    const message = decodeControl(spec.flowId, frame)
    if (message) listener(message as FlowMessage)
  }
  const line = await dialLine({ host, port, routingId: newRoutingId(spec) }, { ...leash.events, onFrame })
  return {
    send: (message) => line.send(encodeControl(spec.flowId, message)),
    listen: (listen) => {
      listener = listen
      for (const message of early.splice(0)) listen(message)
    },
    lost: leash.slipped,
    close: async () => {
      leash.hold()
      await line.close()
    },
  }
}

/** Tells when the connection has been down for too long. */
export class Leash {
  readonly slipped: Promise<void>
  readonly events = { onConnect: () => this.hold(), onDisconnect: () => this.#slip() }
  #settle: () => void = () => undefined
  #timer: NodeJS.Timeout | undefined

  constructor() {
    this.slipped = new Promise((resolve) => {
      this.#settle = resolve
    })
    this.#slip()
  }

  hold(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #slip(): void {
    this.#timer ??= setTimeout(this.#settle, LEASH)
  }
}
