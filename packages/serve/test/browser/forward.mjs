// forward.mjs PORT=SOCKET…: passes connections to ports of this network on to Unix sockets, which are files and so are in
// every network. Writes a line once all ports are open, and ends with its standard input.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

for (const [port, path] of process.argv.slice(2).map((door) => door.split('='))) {
  const server = createServer((socket) => {
    const way = connect({ path })
    for (const end of [socket, way]) end.on('error', () => undefined)
    socket.on('close', () => way.destroy())
    way.on('close', () => socket.destroy())
    socket.pipe(way).pipe(socket)
  })
  server.listen({ host: '127.0.0.1', port: Number(port) })
  await once(server, 'listening')
}
process.stdout.write('open\n')
process.stdin.on('end', () => process.exit()).resume()
