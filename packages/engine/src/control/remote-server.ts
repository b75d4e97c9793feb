import { type ControlPeer, decodeControl, encodeControl, openControlListener, type PeaMessage } from '@peaflow/protocol'
import type { ControlSocket, Listener } from './control-socket.ts'

/**
 * Opens the control socket that containers and other machines dial.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened.
 */
export async function openRemoteServer(flowId: string, host: string): Promise<ControlSocket> {
  const routes = new Map<string, ControlPeer>()
  let listener: Listener = () => undefined
  const onFrame = (frame: Buffer, from: ControlPeer) => {
    const message = decodeControl(flowId, frame) as PeaMessage | undefined
    if (message === undefined) return
    from.trust()
    if (message.type === 'bound') routes.set(message.pea, from)
    listener(message)
  }
  const socket = await openControlListener({ host, port: 0 }, { onFrame })
  return {
    port: socket.port,
    listen: (listen) => {
      listener = listen
    },
    send: (pea, message) => {
      const peer = routes.get(pea)
      peer?.send(encodeControl(flowId, message))
      return peer !== undefined
    },
    close: () => socket.close(),
  }
}
