import type { ControlConnection, ControlConnectionEvents, ControlTarget } from './connection.ts'
import { openDealer } from './remote-socket.ts'

/**
 * Dials a control socket with libzmq.
 *
 * @throws FlowError `ADDRESS_UNRESOLVED` if the host name does not resolve.
 */
export async function dialRemote(target: ControlTarget, events: ControlConnectionEvents): Promise<ControlConnection> {
  let wasConnected = false
  const socket = await openDealer({
    ...target,
    onConnect: () => {
      events.onConnect()
      if (wasConnected) events.onReconnect?.()
      wasConnected = true
    },
    onDisconnect: () => events.onDisconnect(),
    onRefused: () => events.onRefused?.(),
  })
  const receiveAll = async () => {
    while (!socket.closed) {
      const [frame] = await socket.receive().catch(() => [])
      if (frame !== undefined) events.onFrame(frame)
    }
  }
  void receiveAll()
  return {
    send: (frame) => {
      if (!socket.closed) socket.send(frame).catch(() => undefined)
    },
    close: async () => socket.close(),
  }
}
