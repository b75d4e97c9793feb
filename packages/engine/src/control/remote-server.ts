import { decodeControl, encodeControl, openRouter, type PeaMessage } from '@peaflow/protocol'
import type { ControlSocket, Listener } from './control-socket.ts'

/**
 * Opens the control socket that containers and other machines dial, on libzmq: its thread answers heartbeats while
 * JavaScript is busy.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened.
 */
export async function openRemoteServer(flowId: string, host: string): Promise<ControlSocket> {
  const { socket, port } = await openRouter({ host, port: 0 })
  const routes = new Map<string, Buffer>()
  const backlog: Buffer[][] = []
  let isSending = false
  const send = async () => {
    if (isSending) return
    isSending = true
    // A ROUTER allows one send at a time. Each completes at once.
    for (let frames = backlog.shift(); frames && !socket.closed; frames = backlog.shift()) {
      await socket.send(frames).catch(ignoreGone)
    }
    isSending = false
  }
  const receive = async (listener: Listener) => {
    while (!socket.closed) {
      const [route, frame] = await socket.receive().catch(() => [])
      const message = frame && (decodeControl(flowId, frame) as PeaMessage | undefined)
      if (route === undefined || message === undefined) continue
      if (message.type === 'bound') routes.set(message.pea, Buffer.from(route))
      listener(message)
    }
  }
  return {
    port,
    listen: (listener) => void receive(listener),
    send: (pea, message) => {
      const route = routes.get(pea)
      if (route === undefined) return false
      backlog.push([route, encodeControl(flowId, message)])
      void send()
      return true
    },
    close: () => socket.close(),
  }
}

/** The Pea has ended, which its launcher reports, or the socket was closed meanwhile. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EHOSTUNREACH' && error.code !== 'EAGAIN') throw error
}
