import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { pingFrame, readyFrame } from '../../src/zmtp/command.ts'
import { toFrame } from '../../src/zmtp/frame.ts'
import { greeting } from '../../src/zmtp/greeting.ts'
import { address, dialling, listening, Recorder } from './ends.ts'

const ignored = { onReady: () => undefined, onClosed: () => undefined }

describe('an unknown peer', () => {
  const router = readyFrame({ type: 'ROUTER', routingId: '' })
  const dealer = readyFrame({ type: 'DEALER', routingId: 'x' })
  const oldVersion = Buffer.from(greeting())
  oldVersion[10] = 2
  const encrypted = Buffer.from(greeting())
  encrypted.write('CURVE', 12)

  it.each([
    ['no greeting', [Buffer.alloc(64, 'GET / HTTP/1.1\r\n')]],
    ['an old version', [oldVersion]],
    ['encryption', [encrypted]],
    ['a message before READY', [greeting(), toFrame(0, Buffer.from('early'))]],
    ['a socket type that does not fit', [greeting(), router]],
    ['a second READY', [greeting(), dealer, dealer]],
    ['a READY that is too short', [greeting(), toFrame(4, Buffer.from('\x05READY\x0bSocket-Type'))]],
    ['a PING that is too short', [greeting(), dealer, toFrame(4, Buffer.from('\x04PING'))]],
    ['a command without a name', [greeting(), toFrame(4, Buffer.alloc(0))]],
    ['a frame of 65 KiB', [greeting(), dealer, toFrame(0, Buffer.alloc(65 * 1_024)).subarray(0, 9)]],
    ['too many frames in a message', [greeting(), dealer, ...new Array(8_193).fill(toFrame(1, Buffer.alloc(0)))]],
  ])('is disconnected for %s', async (_, pieces) => {
    const { port } = await listening(ignored)
    const peer = connect(port, address)
    const closed = once(peer.on('error', () => undefined).resume(), 'close')
    for (const piece of pieces) peer.write(piece)
    await closed
  })

  it('gets an answer to its PING', async () => {
    const { port } = await listening(new Recorder())
    const peer = connect(port, address)
    onTestFinished(() => void peer.destroy())
    const received: Buffer[] = []
    const answered = new Promise<void>((resolve) => {
      peer.on('data', (chunk) => received.push(chunk) > 0 && Buffer.concat(received).includes('PONGmark') && resolve())
    })
    const ping = pingFrame()
    const marked = Buffer.concat([ping, Buffer.from('mark')])
    marked[1] = (ping[1] as number) + 4
    peer.write(Buffer.concat([greeting(), dealer, marked]))
    await answered
  })

  it('may be connected while another one violates the protocol', async () => {
    const recorder = new Recorder()
    const { port } = await listening(recorder)
    dialling(ignored, port)
    const ready = await recorder.ready.next()
    const peer = connect(port, address).on('error', () => undefined)
    peer.end('GET / HTTP/1.1\r\n'.repeat(4))
    expect(await recorder.closed.next()).not.toBe(ready)
  })

  it('does not hold up a dialler', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => server.listen(0, address, resolve))
    onTestFinished(() => void server.close())
    const recorder = new Recorder()
    dialling(recorder, (server.address() as { port: number }).port)
    await recorder.closed.next()
    await recorder.closed.next()
  })
})
