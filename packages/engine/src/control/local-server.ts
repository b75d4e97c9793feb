import { decodeControl, encodeControl, type LocalPeer, openLocalSocket, type PeaMessage } from '@peaflow/protocol'
import type { ControlSocket, Listener } from './control-socket.ts'

/**
 * Opens the control socket that processes of this machine dial.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened.
 */
export async function openLocalServer(flowId: string): Promise<ControlSocket> {
  const routes = new Map<string, LocalPeer>()
  let listener: Listener = () => undefined
  const socket = await openLocalSocket((frame, connection) => {
    const message = decodeControl(flowId, frame) as PeaMessage | undefined
    if (message === undefined) return
    connection.trust()
    if (message.type === 'bound') routes.set(message.pea, connection)
    listener(message)
  })
  return {
    port: socket.port,
    listen: (listen) => {
      listener = listen
    },
    send: (pea, message) => {
      const connection = routes.get(pea)
      connection?.send(encodeControl(flowId, message))
      return connection !== undefined
    },
    close: () => socket.close(),
  }
}
