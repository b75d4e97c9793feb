import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openPackSocket, type PackSocketEvents } from '../../src/socket/pack-socket.ts'
import { unixPath } from '../../src/socket/unix-path.ts'
import { listen } from '../../src/zmtp/listen.ts'

const flowId = Buffer.from('0123456789abcdef', 'hex')
const address = '127.0.0.1'

/** Resolves when a connection stands. */
function opening(): { events: PackSocketEvents; open: Promise<void> } {
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

/** How a dial of a Unix socket ends: `connect`, or the system's error. */
async function knock(path: string | undefined): Promise<string> {
  const socket = connect({ path: String(path) })
  onTestFinished(() => void socket.destroy())
  const failed = new Promise<string>((resolve) =>
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code))),
  )
  return await Promise.race([once(socket, 'connect').then(() => 'connect'), failed])
}

describe.runIf(process.platform === 'linux')('The Unix socket beside a port', () => {
  it.each(['127.0.0.1', '0.0.0.0', 'localhost'])('is there for a socket that is bound to %s', async (host) => {
    expect(await knock(unixPath(flowId, await bound(host)))).toBe('connect')
  })

  it('is not there where nobody of this machine dials', async () => {
    expect(await knock(unixPath(flowId, await bound('127.0.0.2')))).toBe('ECONNREFUSED')
  })

  it('is what is dialled first', async () => {
    const port = createServer().listen(0, address)
    onTestFinished(() => void port.close())
    await once(port, 'listening')
    const { port: number } = port.address() as { port: number }
    const tcp = once(port, 'connection').then(() => 'TCP')
    const { events, open } = opening()
    const connected = { onReady: () => events.onOpen(undefined as never), onClosed: () => undefined }
    const listener = await listen({ path: String(unixPath(flowId, number)) }, connected)
    onTestFinished(() => listener.close())
    await dial(number)
    expect(await Promise.race([tcp, open.then(() => 'Unix')])).toBe('Unix')
  })

  it('is done without where nobody listens on it', async () => {
    const { events, open } = opening()
    const connected = { onReady: () => events.onOpen(undefined as never), onClosed: () => undefined }
    const listener = await listen({ address, port: 0 }, connected)
    onTestFinished(() => listener.close())
    await dial(listener.port)
    await open
  })

  it('is gone when its socket is closed', async () => {
    const plan = { pattern: 'ROUTER', mode: 'BIND', host: address, port: 0, peers: [] } as const
    const socket = await openPackSocket(plan, { flowId, routingId: '' }, opening().events)
    socket.close()
    expect(await knock(unixPath(flowId, socket.port))).toBe('ECONNREFUSED')
  })
})
