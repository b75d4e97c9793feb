import { connect, createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { pingBody, readyFrame } from '../../src/zmtp/command.ts'
import { COMMAND, toFrame } from '../../src/zmtp/frame.ts'
import { greeting } from '../../src/zmtp/greeting.ts'
import { NULL_MECHANISM } from '../../src/zmtp/null-mechanism.ts'
import { address, dialling, listening, Recorder } from './ends.ts'

const ignored = { onReady: () => undefined, onClosed: () => undefined }

describe('an unknown peer', () => {
  const router = readyFrame({ type: 'ROUTER', routingId: '' })
  const dealer = readyFrame({ type: 'DEALER', routingId: 'x' })
  const oldVersion = Buffer.from(greeting(NULL_MECHANISM))
  oldVersion[10] = 2
  const encrypted = Buffer.from(greeting(NULL_MECHANISM))
  encrypted.write('CURVE', 12)

  it.each([
    ['no greeting', [Buffer.alloc(64, 'GET / HTTP/1.1\r\n')]],
    ['an old version', [oldVersion]],
    ['encryption', [encrypted]],
    ['a message before READY', [greeting(NULL_MECHANISM), toFrame(0, Buffer.from('early'))]],
    ['a socket type that does not fit', [greeting(NULL_MECHANISM), router]],
    ['a second READY', [greeting(NULL_MECHANISM), dealer, dealer]],
    ['a READY that is too short', [greeting(NULL_MECHANISM), toFrame(4, Buffer.from('\x05READY\x0bSocket-Type'))]],
    ['a PING that is too short', [greeting(NULL_MECHANISM), dealer, toFrame(4, Buffer.from('\x04PING'))]],
    ['a command without a name', [greeting(NULL_MECHANISM), toFrame(4, Buffer.alloc(0))]],
    ['a frame of 4 KiB', [greeting(NULL_MECHANISM), dealer, toFrame(0, Buffer.alloc(4_096)).subarray(0, 9)]],
    [
      'too many frames in a message',
      [greeting(NULL_MECHANISM), dealer, ...new Array(8_193).fill(toFrame(1, Buffer.alloc(0)))],
    ],
  ])('is disconnected for %s', async (_, pieces) => {
    const { port } = await listening(ignored)
    const peer = connect(port, address)
    const closed = new Promise<void>((resolve) => {
      peer
        .on('error', () => undefined)
        .on('close', () => resolve())
        .resume()
    })
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
    const marked = toFrame(COMMAND, Buffer.concat([pingBody(), Buffer.from('mark')]))
    peer.write(Buffer.concat([greeting(NULL_MECHANISM), dealer, marked]))
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
