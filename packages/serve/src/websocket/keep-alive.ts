import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'

/** Milliseconds between pings. A client that has sent nothing from one to the next is gone. */
export const PING_INTERVAL = 20_000

/** Pings a client, and ends its connection if nothing comes from it. */
export function keepAlive(socket: WebSocket, connection: Socket, interval: number): void {
  let bytes = -1
  const look = () => {
    if (connection.bytesRead === bytes) return socket.terminate()
    bytes = connection.bytesRead
    socket.ping()
  }
  // After what has arrived has been read: this process may have been busy for long, and not the client.
  const timer = setInterval(() => setImmediate(look), interval)
  timer.unref()
  socket.on('close', () => clearInterval(timer))
}
