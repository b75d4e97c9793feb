import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openPackSocket, type PackSocketEvents } from '../../src/socket/pack-socket.ts'
import { unixPath } from '../../src/socket/unix-path.ts'
import { listen } from '../../src/zmtp/listen.ts'

const flowId = Buffer.from('0123456789abcdef', 'hex')
const address = '127.0.0.1'

/** Events whose `open` resolves when there is a connection. */
function opening(): { events: PackSocketEvents & { onOpen(): void }; open: Promise<void> } {
  let onOpen: () => void = () => undefined
  const open = new Promise<void>((resolve) => {
    onOpen = resolve
  })
  return { events: { onOpen, onClosed: () => undefined, onRecords: () => undefined, onDropped: () => undefined }, open }
}

async function bound(host: string, events = opening().events): Promise<number> {
  const plan = { pattern: 'ROUTER', mode: 'BIND', host, port: 0, peers: [] } as const
  const socket = await openPackSocket(plan, { flowId, routingId: '' }, events)
  onTestFinished(() => socket.close())
  return socket.port
}

async function dial(port: number): Promise<void> {
  const { events, open } = opening()
  const plan = { pattern: 'DEALER', mode: 'CONNECT', host: '0.0.0.0', port, peers: [] } as const
  const socket = await openPackSocket(plan, { flowId, routingId: 'a' }, events)
  onTestFinished(() => socket.close())
  await open
}

/** How an attempt to connect to a Unix socket ends: `connect`, or the system's error code. */
async function probe(path: string | undefined): Promise<string> {
  const socket = connect({ path: String(path) })
  onTestFinished(() => void socket.destroy())
  const failed = new Promise<string>((resolve) =>
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code))),
  )
  return await Promise.race([once(socket, 'connect').then(() => 'connect'), failed])
}

describe.runIf(process.platform === 'linux')('The Unix socket beside a port', () => {
  it.each(['127.0.0.1', '0.0.0.0', 'localhost'])('is there for a socket that is bound to %s', async (host) => {
    expect(await probe(unixPath(flowId, await bound(host)))).toBe('connect')
  })

  it('is not there for an address that this machine does not dial', async () => {
    expect(await probe(unixPath(flowId, await bound('127.0.0.2')))).toBe('ECONNREFUSED')
  })

  it('is what is dialled first', async () => {
    const server = createServer().listen(0, address)
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const tcp = once(server, 'connection').then(() => 'TCP')
    const { events, open } = opening()
    const connected = { onReady: () => events.onOpen(), onClosed: () => undefined }
    const listener = await listen({ path: String(unixPath(flowId, port)) }, connected)
    onTestFinished(() => listener.close())
    await dial(port)
    expect(await Promise.race([tcp, open.then(() => 'Unix')])).toBe('Unix')
  })

  it('is not needed: without it the port is dialled', async () => {
    const { events, open } = opening()
    const connected = { onReady: () => events.onOpen(), onClosed: () => undefined }
    const listener = await listen({ address, port: 0 }, connected)
    onTestFinished(() => listener.close())
    await dial(listener.port)
    await open
  })

  it('is closed with its socket', async () => {
    const plan = { pattern: 'ROUTER', mode: 'BIND', host: address, port: 0, peers: [] } as const
    const socket = await openPackSocket(plan, { flowId, routingId: '' }, opening().events)
    socket.close()
    expect(await probe(unixPath(flowId, socket.port))).toBe('ECONNREFUSED')
  })
})
