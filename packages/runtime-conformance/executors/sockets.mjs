import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** Opens one Unix socket, dials another, and says whether that works. */
export async function openAndDial({ open, dial }) {
  try {
    const server = createServer((connection) => connection.destroy()).listen(open)
    await once(server, 'listening')
    server.unref()
    const socket = connect(dial)
    await once(socket, 'connect')
    socket.destroy()
    return 'work'
  } catch (error) {
    return `fail: ${error.message}`
  }
}
