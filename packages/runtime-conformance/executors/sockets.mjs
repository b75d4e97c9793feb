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

/** Opens any free TCP port on all interfaces, and returns it. */
export async function listen() {
  const server = createServer((connection) => connection.destroy()).listen(0, '0.0.0.0')
  await once(server, 'listening')
  server.unref()
  return server.address().port
}

/** Dials a TCP port, and says whether that works. */
export async function dial({ host, port }) {
  try {
    const socket = connect({ host, port, timeout: 10_000 })
    socket.once('timeout', () => socket.destroy(new Error('no answer')))
    await once(socket, 'connect')
    socket.destroy()
    return 'works'
  } catch (error) {
    return `fails: ${error.message}`
  }
}
