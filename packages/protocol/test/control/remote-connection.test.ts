import { expect, it, onTestFinished } from 'vitest'
import { dialRemote } from '../../src/control/remote-connection.ts'
import { openDealer, openRouter } from '../../src/control/remote-socket.ts'

const host = '127.0.0.1'
const ignored = { onFrame: () => undefined, onConnect: () => undefined, onDisconnect: () => undefined }

async function router(port = 0) {
  const bound = await openRouter({ host, port })
  onTestFinished(() => bound.socket.close())
  return bound
}

it('carries frames both ways', async () => {
  const { socket, port } = await router()
  let onFrame: (frame: Buffer) => void = () => undefined
  const received = new Promise<Buffer>((resolve) => {
    onFrame = resolve
  })
  const connection = await dialRemote({ host, port, routingId: 'a' }, { ...ignored, onFrame })
  onTestFinished(() => connection.close())
  connection.send(Buffer.from('bound'))
  const [from, frame] = await socket.receive()
  expect([String(from), String(frame)]).toEqual(['a', 'bound'])
  await socket.send([from as Buffer, 'wire'])
  expect(String(await received)).toBe('wire')
})

it('reports each connection and its end, and sends nothing once it is closed', async () => {
  const first = await router()
  const events: string[] = []
  let onNext: () => void = () => undefined
  const next = () =>
    new Promise<void>((resolve) => {
      onNext = resolve
    })
  const record = (event: string) => () => {
    events.push(event)
    onNext()
  }
  const connected = next()
  const connection = await dialRemote(
    { host, port: first.port, routingId: 'a' },
    { ...ignored, onConnect: record('connect'), onDisconnect: record('disconnect') },
  )
  await connected
  const disconnected = next()
  first.socket.close()
  await disconnected
  const reconnected = next()
  await router(first.port)
  await reconnected
  expect(events).toEqual(['connect', 'disconnect', 'connect'])
  await connection.close()
  connection.send(Buffer.from('late'))
})

it('opens sockets one after the other, although libzmq reuses the names of their monitors', {
  timeout: 60_000,
}, async () => {
  const { socket, port } = await router()
  const echoing = async () => {
    for await (const [from, frame] of socket)
      await socket.send([from as Buffer, frame as Buffer]).catch(() => undefined)
  }
  void echoing()
  for (let count = 0; count < 2_000; count += 1) {
    let onConnect: () => void = () => undefined
    const connected = new Promise<void>((resolve) => {
      onConnect = resolve
    })
    const dealer = await openDealer({ host, port, routingId: `${count}`, onConnect })
    dealer.linger = 0
    await connected
    await dealer.send('ping')
    await dealer.receive()
    dealer.close()
  }
})

it('does not bind a port that is taken', async () => {
  const { port } = await router()
  await expect(openRouter({ host, port })).rejects.toMatchObject({
    code: 'ADDRESS_IN_USE',
    message: `port ${port} of ${host} is taken`,
  })
})

it('does not dial a name that does not resolve', async () => {
  const dialled = openDealer({ host: 'no.such.host.invalid', port: 1, routingId: 'a' })
  await expect(dialled).rejects.toMatchObject({ code: 'ADDRESS_UNRESOLVED' })
})
