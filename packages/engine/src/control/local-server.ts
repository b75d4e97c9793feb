import { openLocalSocket } from '@peaflow/protocol'
import type { ControlSocket } from './control-socket.ts'
import { Routes, type RoutesOptions } from './routes.ts'

/**
 * Opens the control socket that Peas of this machine dial: a Unix socket, or without a path a port of loopback.
 *
 * @throws FlowError `ADDRESS_BIND` if it cannot be opened, `ADDRESS_PATH` if the path is too long.
 */
export async function openLocalServer(options: RoutesOptions, path?: string): Promise<ControlSocket> {
  const routes = new Routes(options)
  const socket = await openLocalSocket((frame, peer) => routes.receive(frame, peer), path)
  return {
    port: socket.port,
    listen: (listener) => routes.listen(listener),
    send: (pea, message) => routes.send(pea, message),
    // These Peas show signs of life by themselves, or share the process of the Flow.
    ping: () => {},
    close: () => socket.close(),
  }
}
