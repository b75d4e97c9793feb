import { randomBytes } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Dealer, Router } from 'zeromq'
import { address, dialling, Ear, listening } from './ends.ts'

const messages = [
  [Buffer.from('hello')],
  [Buffer.alloc(0)],
  [randomBytes(255), randomBytes(256), randomBytes(0)],
  [randomBytes(70_000)],
  [Buffer.from('small'), randomBytes(3_000_000), randomBytes(40_000)],
]

function isSame(got: readonly Buffer[], sent: readonly Buffer[]): boolean {
  return got.length === sent.length && got.every((frame, index) => frame.equals(sent[index] as Buffer))
}

describe('Connection', () => {
  it('carries messages both ways', async () => {
    const [near, far] = [new Ear(), new Ear()]
    const { port } = await listening(near)
    dialling(far, port)
    const [here, there] = [await near.ready.take(), await far.ready.take()]
    for (const message of messages) here.send(message)
    for (const message of messages) expect(isSame(await far.messages.take(), message)).toBe(true)
    for (const message of messages) there.send(message)
    for (const message of messages) expect(isSame(await near.messages.take(), message)).toBe(true)
  })

  it('talks to a DEALER of libzmq', async () => {
    const ear = new Ear()
    const { port } = await listening(ear)
    const dealer = new Dealer({ linger: 0, heartbeatInterval: 20, heartbeatTimeout: 10_000 })
    onTestFinished(() => dealer.close())
    dealer.connect(`tcp://${address}:${port}`)
    const connection = await ear.ready.take()
    for (const message of messages) {
      await dealer.send(message)
      expect(isSame(await ear.messages.take(), message)).toBe(true)
      connection.send(message)
      expect(isSame((await dealer.receive()) as Buffer[], message)).toBe(true)
    }
  })

  it('talks to a ROUTER of libzmq, which knows it by its name', async () => {
    const router = new Router({ linger: 0, mandatory: true })
    onTestFinished(() => router.close())
    await router.bind(`tcp://${address}:*`)
    const ear = new Ear()
    dialling(ear, Number(router.lastEndpoint?.split(':').at(-1)))
    const connection = await ear.ready.take()
    for (const message of messages) {
      connection.send(message)
      const [name, ...frames] = (await router.receive()) as Buffer[]
      expect(String(name)).toBe('a dealer')
      expect(isSame(frames, message)).toBe(true)
      await router.send([name as Buffer, ...message])
      expect(isSame(await ear.messages.take(), message)).toBe(true)
    }
  })

  it('dials again until somebody listens, and whenever its connection ends', async () => {
    const ear = new Ear()
    const { port, close } = await listening(new Ear())
    close()
    dialling(ear, port)
    for (const _ of [1, 2]) {
      const other = new Ear()
      const listener = await listening(other, port)
      const connection = await ear.ready.take()
      connection.send([Buffer.from('again')])
      expect(String(await other.messages.take())).toBe('again')
      listener.close()
      await ear.closed.take()
    }
  })

  it('sends what waits before it ends', async () => {
    const [near, far] = [new Ear(), new Ear()]
    const { port } = await listening(near)
    const dialler = dialling(far, port)
    const connection = await far.ready.take()
    const large = randomBytes(10_000_000)
    connection.send([large])
    dialler.close()
    expect(isSame(await near.messages.take(), [large])).toBe(true)
    await near.closed.take()
  })
})
