import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type NetConnectOpts, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where connections to a port of the network end: at a port of this machine, or at a Unix socket. */
export type Target = number | string

/**
 * A network with nothing in it but loopback, on which some ports lead to servers of the test. A browser in it reaches
 * nothing else, and does not notice that other tests change the network of this machine, for which it drops what is on its way.
 */
export interface OwnNetwork extends AsyncDisposable {
  /** The path of its namespace. */
  readonly path: string
}

/** Opens a network with these ports. */
export async function openNetwork(doors: ReadonlyMap<number, Target>): Promise<OwnNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-browser-'))
  const servers: Server[] = []
  for (const [port, target] of doors) {
    const server = createServer((socket) => {
      const way = connect(toAddress(target))
      for (const end of [socket, way]) end.on('error', () => undefined)
      socket.on('close', () => way.destroy())
      way.on('close', () => socket.destroy())
      socket.pipe(way).pipe(socket)
    })
    server.listen({ path: join(folder, `${port}`) })
    await once(server, 'listening')
    servers.push(server)
  }
  const forwarder = startForwarder([...doors.keys()].map((port) => `${port}=${join(folder, `${port}`)}`))
  await once(forwarder.stdout ?? forwarder, 'data')
  const close = async () => {
    const exited = once(forwarder, 'exit')
    forwarder.kill('SIGKILL')
    await exited
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    rmSync(folder, { recursive: true })
  }
  return { path: `/proc/${forwarder.pid}/ns/net`, [Symbol.asyncDispose]: close }
}

function toAddress(target: Target): NetConnectOpts {
  return typeof target === 'number' ? { host: '127.0.0.1', port: target } : { path: target }
}

function startForwarder(doors: readonly string[]): ChildProcess {
  const program = fileURLToPath(new URL('forward.mjs', import.meta.url))
  const script = 'ip link set lo up && exec "$0" "$@"'
  const args = ['--net', 'sh', '-c', script, process.execPath, program, ...doors]
  return spawn('unshare', args, { stdio: ['pipe', 'pipe', 'inherit'] })
}
