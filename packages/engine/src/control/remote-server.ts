import { openRouter } from '@peaflow/protocol'
import type { ControlSocket } from './control-socket.ts'
import { type ControlPeer, Routes, type RoutesOptions } from './routes.ts'

/**
 * Opens the control socket that containers and other machines dial, on libzmq: its thread answers heartbeats while
 * JavaScript is busy.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened.
 */
export async function openRemoteServer(options: RoutesOptions, host: string): Promise<ControlSocket> {
  const { socket, port } = await openRouter({ host, port: 0 })
  const routes = new Routes(options)
  const peers = new Map<string, ControlPeer>()
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
  const peerOf = (route: Buffer): ControlPeer => {
    const name = route.toString('latin1')
    const queue = (frame: Buffer) => {
      backlog.push([Buffer.from(name, 'latin1'), frame])
      void send()
    }
    // libzmq cannot close one connection.
    const peer = peers.get(name) ?? { send: queue, trust: () => peers.set(name, peer), close: () => undefined }
    return peer
  }
  const receive = async () => {
    while (!socket.closed) {
      const [route, frame] = await socket.receive().catch(() => [])
      if (route !== undefined && frame !== undefined) routes.receive(frame, peerOf(route))
    }
  }
  return {
    port,
    listen: (listener) => {
      routes.listen(listener)
      void receive()
    },
    send: (pea, message) => routes.send(pea, message),
    close: () => socket.close(),
  }
}

/** The Pea has ended, which its launcher reports, or the socket was closed meanwhile. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EHOSTUNREACH' && error.code !== 'EAGAIN') throw error
}
