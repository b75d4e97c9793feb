import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import type { ControlConnection, ControlConnectionEvents } from '../../src/control/connection.ts'
import { dialConnection } from '../../src/control/dial-connection.ts'
import { type LocalPeer, openLocalSocket } from '../../src/control/local-socket.ts'

const host = '127.0.0.1'
const ignored: ControlConnectionEvents = {
  onFrame: () => undefined,
  onConnect: () => undefined,
  onDisconnect: () => undefined,
}

async function dial(port: number, events: Partial<ControlConnectionEvents> = {}): Promise<ControlConnection> {
  const connection = await dialConnection({ host, port, routingId: 'encode/0#1' }, { ...ignored, ...events })
  onTestFinished(() => connection.close())
  return connection
}

/** A control socket whose first frames, `count` of them, are collected. */
async function collecting(count: number, onFrame: (from: LocalPeer) => void = (from) => from.trust()) {
  const frames: string[] = []
  let resolveAll: (frames: string[]) => void = () => undefined
  const collected = new Promise<string[]>((resolve) => {
    resolveAll = resolve
  })
  const socket = await openLocalSocket((frame, from) => {
    onFrame(from)
    if (frames.push(String(frame)) === count) resolveAll(frames)
  })
  onTestFinished(() => socket.close())
  return { port: socket.port, collected }
}

it('sends in order what was queued before it had a connection', async () => {
  const { port, collected } = await collecting(3)
  const connection = await dial(port)
  for (const name of ['bound', 'ready', 'idle']) connection.send(Buffer.from(name))
  expect(await collected).toEqual(['bound', 'ready', 'idle'])
})

it('sends what was queued before it had a connection, even if it is to close', async () => {
  const { port, collected } = await collecting(1)
  const connection = await dial(port)
  connection.send(Buffer.from('fatal'))
  await connection.close()
  expect(await collected).toEqual(['fatal'])
})

it('closes at once if nothing is queued', async () => {
  const { port } = await collecting(1)
  const connection = await dial(port)
  await connection.close()
  await connection.close()
})

it('carries answers, and large frames once the peer is trusted', async () => {
  const { port, collected } = await collecting(2, (from) => {
    from.trust()
    from.send(Buffer.from('wire'))
  })
  let resolveFrame: (frame: Buffer) => void = () => undefined
  const answer = new Promise<Buffer>((resolve) => {
    resolveFrame = resolve
  })
  const connection = await dial(port, { onFrame: resolveFrame })
  connection.send(Buffer.from('bound'))
  expect(String(await answer)).toBe('wire')
  connection.send(Buffer.alloc(200_000, 'x'))
  expect((await collected)[1]).toHaveLength(200_000)
})

it('is connected to a Flow that is too busy to respond', async () => {
  // The kernel accepts, and nothing is sent.
  const server = createServer()
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  server.on('connection', (socket) => onTestFinished(() => void socket.destroy()))
  const { port } = server.address() as { port: number }
  await new Promise<void>((resolve) => void dial(port, { onConnect: resolve }))
})

it('reports that the Flow is gone', async () => {
  const socket = await openLocalSocket(() => undefined)
  await new Promise<void>((resolve) => {
    void dial(socket.port, { onConnect: () => socket.close(), onDisconnect: resolve })
  })
})
