import { decodeControl, encodeControl, type NearConnection, openNear, type PeaMessage } from '@peaflow/pea'
import type { ControlSocket, Listener } from './server.ts'

/**
 * Opens the control socket that processes of this machine dial.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened.
 */
export async function openNearServer(flowId: string): Promise<ControlSocket> {
  const routes = new Map<string, NearConnection>()
  let listener: Listener = () => undefined
  const near = await openNear((frame, connection) => {
    const message = decodeControl(flowId, frame) as PeaMessage | undefined
    if (message === undefined) return
    connection.trust()
    if (message.type === 'bound') routes.set(message.pea, connection)
    listener(message)
  })
  return {
    port: near.port,
    listen: (listen) => {
      listener = listen
    },
    send: (pea, message) => {
      const connection = routes.get(pea)
      connection?.send(encodeControl(flowId, message))
      return connection !== undefined
    },
    close: () => near.close(),
  }
}
