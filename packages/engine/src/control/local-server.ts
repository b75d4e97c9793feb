import { decodeControl, encodeControl, type LocalPeer, openLocalSocket, type PeaMessage } from '@peaflow/protocol'
import type { ControlSocket, Listener } from './control-socket.ts'

/**
 * Opens the control socket that processes of this machine dial.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened.
 */
export async function openLocalServer(flowId: string): Promise<ControlSocket> {
  const routes = new Map<string, { readonly incarnation: number; readonly peer: LocalPeer }>()
  let listener: Listener = () => undefined
  const socket = await openLocalSocket((frame, connection) => {
    const message = decodeControl(flowId, frame) as PeaMessage | undefined
    if (message === undefined) return
    connection.trust()
    // The newest connection of the newest incarnation: a Pea dials again when its connection has ended.
    if (message.type === 'bound' && message.incarnation >= (routes.get(message.pea)?.incarnation ?? 0)) {
      routes.set(message.pea, { incarnation: message.incarnation, peer: connection })
    }
    listener(message)
  })
  return {
    port: socket.port,
    listen: (listen) => {
      listener = listen
    },
    send: (pea, message) => {
      const route = routes.get(pea)
      route?.peer.send(encodeControl(flowId, message))
      return route !== undefined
    },
    close: () => socket.close(),
  }
}
