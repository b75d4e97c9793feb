import { type ControlListenerTarget, openControlListener } from '@peaflow/protocol'
import type { ControlSocket } from './control-socket.ts'
import { Routes, type RoutesOptions } from './routes.ts'

/**
 * Opens a control socket that containers and other machines dial, or replicas that join.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened.
 */
export async function openRemoteServer(options: RoutesOptions, target: ControlListenerTarget): Promise<ControlSocket> {
  const routes = new Routes(options)
  const socket = await openControlListener(target, {
    onFrame: (frame, peer) => routes.receive(frame, peer),
    onPong: (peer) => routes.receivePong(peer),
    onClosed: (peer) => routes.close(peer),
  })
  return {
    port: socket.port,
    listen: (listener, onPong) => routes.listen(listener, onPong),
    send: (pea, message) => routes.send(pea, message),
    ping: (pea) => routes.ping(pea),
    close: () => socket.close(),
  }
}
