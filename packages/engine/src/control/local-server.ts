import { decodeControl, encodeControl, type LocalPeer, openLocalSocket, type PeaMessage } from '@peaflow/protocol'
import type { ControlSocket, Listener } from './control-socket.ts'

/**
 * Opens the control socket that Peas of this machine dial: a Unix socket, or without a path a port of loopback.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened, `ADDRESS_PATH` if the path is too long.
 */
export async function openLocalServer(flowId: string, path?: string): Promise<ControlSocket> {
  const routes = new Map<string, LocalPeer>()
  let listener: Listener = () => undefined
  const socket = await openLocalSocket((frame, connection) => {
    const message = decodeControl(flowId, frame) as PeaMessage | undefined
    if (message === undefined) return
    connection.trust()
    if (message.type === 'bound') routes.set(message.pea, connection)
    listener(message)
  }, path)
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
