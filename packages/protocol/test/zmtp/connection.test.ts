import { randomBytes } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Dealer, Router } from 'zeromq'
import { address, dialling, listening, pongs, Recorder } from './ends.ts'

const messages = [
  [Buffer.from('hello')],
  [Buffer.alloc(0)],
  [randomBytes(255), randomBytes(256), randomBytes(0)],
  [randomBytes(70_000)],
  [Buffer.from('small'), randomBytes(3_000_000), randomBytes(40_000)],
]

function isSame(received: readonly Buffer[], sent: readonly Buffer[]): boolean {
  return received.length === sent.length && received.every((frame, index) => frame.equals(sent[index] as Buffer))
}

describe('Connection', () => {
  it('carries messages both ways', async () => {
    const [bound, dialled] = [new Recorder(), new Recorder()]
    const { port } = await listening(bound)
    dialling(dialled, port)
    const [router, dealer] = [await bound.ready.next(), await dialled.ready.next()]
    for (const message of messages) router.send(message)
    for (const message of messages) expect(isSame(await dialled.messages.next(), message)).toBe(true)
    for (const message of messages) dealer.send(message)
    for (const message of messages) expect(isSame(await bound.messages.next(), message)).toBe(true)
  })

  it('carries a message of one frame that is written into its buffer', async () => {
    const [bound, dialled] = [new Recorder(), new Recorder()]
    const { port } = await listening(bound)
    dialling(dialled, port)
    const dealer = await dialled.ready.next()
    for (const length of [0, 3, 255, 256, 400_000]) {
      dealer.sendSingleFrame(length, (memory, at) => memory.fill(7, at, at + length))
      expect(isSame(await bound.messages.next(), [Buffer.alloc(length, 7)])).toBe(true)
    }
  })

  it('drops what is sent before it is ready, and after it has ended', async () => {
    const [bound, dialled] = [new Recorder(), new Recorder()]
    const { port } = await listening(bound)
    const dialler = dialling(dialled, port)
    const [router, dealer] = [await bound.ready.next(), await dialled.ready.next()]
    dialler.close()
    await Promise.all([bound.closed.next(), dialled.closed.next()])
    router.send([Buffer.from('late')])
    dealer.sendSingleFrame(4, () => expect.unreachable())
  })

  it('talks to a DEALER of libzmq', async () => {
    const recorder = new Recorder()
    const { port } = await listening(recorder)
    const dealer = new Dealer({ linger: 0, heartbeatInterval: 20, heartbeatTimeout: 10_000 })
    onTestFinished(() => dealer.close())
    dealer.connect(`tcp://${address}:${port}`)
    const connection = await recorder.ready.next()
    for (const message of messages) {
      await dealer.send(message)
      expect(isSame(await recorder.messages.next(), message)).toBe(true)
      connection.send(message)
      expect(isSame((await dealer.receive()) as Buffer[], message)).toBe(true)
    }
  })

  it('gets an answer to each PING from our own ZMTP and from libzmq', async () => {
    const [bound, dialled] = [new Recorder(), new Recorder()]
    const { port } = await listening(bound)
    dialling(dialled, port)
    await pongs(await bound.ready.next(), 3)
    await pongs(await dialled.ready.next(), 3)
    const dealer = new Dealer({ linger: 0 })
    onTestFinished(() => dealer.close())
    dealer.connect(`tcp://${address}:${port}`)
    await pongs(await bound.ready.next(), 3)
  })

  it('drops a PING after it has ended', async () => {
    const [bound, dialled] = [new Recorder(), new Recorder()]
    const { port } = await listening(bound)
    const dialler = dialling(dialled, port)
    const router = await bound.ready.next()
    dialler.close()
    await bound.closed.next()
    router.onPong = () => expect.unreachable()
    router.ping()
  })

  it('talks to a ROUTER of libzmq, which knows it by its routing id', async () => {
    const router = new Router({ linger: 0, mandatory: true })
    onTestFinished(() => router.close())
    await router.bind(`tcp://${address}:*`)
    const recorder = new Recorder()
    dialling(recorder, Number(router.lastEndpoint?.split(':').at(-1)))
    const connection = await recorder.ready.next()
    for (const message of messages) {
      connection.send(message)
      const [routingId, ...frames] = (await router.receive()) as Buffer[]
      expect(String(routingId)).toBe('a dealer')
      expect(isSame(frames, message)).toBe(true)
      await router.send([routingId as Buffer, ...message])
      expect(isSame(await recorder.messages.next(), message)).toBe(true)
    }
  })

  it('dials until there is a listener, and again whenever its connection ends', async () => {
    const recorder = new Recorder()
    const { port, close } = await listening(new Recorder())
    close()
    dialling(recorder, port)
    for (const _ of [1, 2]) {
      const other = new Recorder()
      const listener = await listening(other, port)
      const connection = await recorder.ready.next()
      connection.send([Buffer.from('again')])
      expect(String(await other.messages.next())).toBe('again')
      listener.close()
      await recorder.closed.next()
    }
  })

  it('sends what is queued before it ends', async () => {
    const [bound, dialled] = [new Recorder(), new Recorder()]
    const { port } = await listening(bound)
    const dialler = dialling(dialled, port)
    const connection = await dialled.ready.next()
    const large = randomBytes(10_000_000)
    connection.send([large])
    dialler.close()
    expect(isSame(await bound.messages.next(), [large])).toBe(true)
    await bound.closed.next()
  })
})
