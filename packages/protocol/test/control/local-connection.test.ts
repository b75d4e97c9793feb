import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { type ControlConnection, type ControlConnectionEvents, dialConnection } from '../../src/control/connection.ts'
import { openLocalSocket } from '../../src/control/local-socket.ts'
import { isLocalHost } from '../../src/socket/address.ts'

const host = '127.0.0.1'
const silent: ControlConnectionEvents = {
  onFrame: () => undefined,
  onConnect: () => undefined,
  onDisconnect: () => undefined,
}

async function dial(port: number, events: Partial<ControlConnectionEvents> = {}): Promise<ControlConnection> {
  const line = await dialConnection({ host, port, routingId: 'encode/0#1' }, { ...silent, ...events })
  onTestFinished(() => line.close())
  return line
}

/** A near socket that collects what it hears, up to so many frames. */
async function hear(count: number) {
  const frames: string[] = []
  let done: (frames: string[]) => void = () => undefined
  const heard = new Promise<string[]>((resolve) => {
    done = resolve
  })
  const near = await openLocalSocket((frame) => frames.push(String(frame)) === count && done(frames))
  onTestFinished(() => near.close())
  return { port: near.port, heard }
}

it.each(['127.0.0.1', '0.0.0.0', 'localhost'])('%s is this machine', (name) => expect(isLocalHost(name)).toBe(true))

it.each(['host.docker.internal', '172.17.0.1', '10.0.0.4', 'localhost.example'])('%s is another', (name) =>
  expect(isLocalHost(name)).toBe(false),
)

it('sends what is said before it has a connection, in order', async () => {
  const { port, heard } = await hear(3)
  const line = await dial(port)
  for (const word of ['bound', 'ready', 'idle']) line.send(Buffer.from(word))
  expect(await heard).toEqual(['bound', 'ready', 'idle'])
})

it('sends last words that are said before it has a connection', async () => {
  const { port, heard } = await hear(1)
  const line = await dial(port)
  line.send(Buffer.from('fatal'))
  await line.close()
  expect(await heard).toEqual(['fatal'])
})

it('is done at once when it has nothing to say to nobody', async () => {
  const { port } = await hear(1)
  const line = await dial(port)
  await line.close()
  await line.close()
})

it('takes a Flow that is too busy to answer for one that is there', async () => {
  // The kernel accepts; nobody says a word.
  const server: Server = createServer()
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  server.on('connection', (socket) => onTestFinished(() => void socket.destroy()))
  const { port } = server.address() as { port: number }
  await new Promise<void>((resolve) => void dial(port, { onConnect: resolve }))
})

it('tells when the Flow is gone', async () => {
  const near = await openLocalSocket(() => undefined)
  await new Promise<void>((resolve) => {
    void dial(near.port, { onConnect: () => near.close(), onDisconnect: resolve })
  })
})
