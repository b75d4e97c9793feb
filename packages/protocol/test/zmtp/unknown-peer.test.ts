import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { describe, it, onTestFinished } from 'vitest'
import { pingFrame, readyFrame } from '../../src/zmtp/command.ts'
import { toFrame } from '../../src/zmtp/frame.ts'
import { greeting } from '../../src/zmtp/greeting.ts'
import { address, dialling, Ear, listening } from './ends.ts'

describe('a stranger', () => {
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
    ['a message before it opens the traffic', [greeting(), toFrame(0, Buffer.from('early'))]],
    ['a socket of another kind', [greeting(), router]],
    ['traffic that it opens twice', [greeting(), dealer, dealer]],
    ['a READY that ends too soon', [greeting(), toFrame(4, Buffer.from('\x05READY\x0bSocket-Type'))]],
    ['a PING that ends too soon', [greeting(), dealer, toFrame(4, Buffer.from('\x04PING'))]],
    ['a command without a name', [greeting(), toFrame(4, Buffer.alloc(0))]],
    [
      'a frame of 65 KiB from nobody we know',
      [greeting(), dealer, toFrame(0, Buffer.alloc(65 * 1_024)).subarray(0, 9)],
    ],
    ['more frames than a message has', [greeting(), dealer, ...new Array(8_193).fill(toFrame(1, Buffer.alloc(0)))]],
  ])('is hung up on for %s', async (_, pieces) => {
    const { port } = await listening({ onReady: () => undefined, onClosed: () => undefined })
    const stranger = connect(port, address)
    const closed = once(stranger.on('error', () => undefined).resume(), 'close')
    for (const piece of pieces) stranger.write(piece)
    await closed
  })

  it('gets an answer to its PING', async () => {
    const { port } = await listening(new Ear())
    const stranger = connect(port, address)
    onTestFinished(() => void stranger.destroy())
    const seen: Buffer[] = []
    const answered = new Promise<void>((resolve) => {
      stranger.on('data', (chunk) => seen.push(chunk) > 0 && Buffer.concat(seen).includes('PONGmark') && resolve())
    })
    const ping = pingFrame()
    const marked = Buffer.concat([ping, Buffer.from('mark')])
    marked[1] = (ping[1] as number) + 4
    stranger.write(Buffer.concat([greeting(), dealer, marked]))
    await answered
  })

  it('is not waited for by whoever dials it', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => server.listen(0, address, resolve))
    onTestFinished(() => void server.close())
    const ear = new Ear()
    dialling(ear, (server.address() as { port: number }).port)
    await ear.closed.take()
    await ear.closed.take()
  })
})
