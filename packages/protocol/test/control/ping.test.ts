import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { decodeControl, encodeControl } from '../../src/control/codec.ts'
import { pingPea } from '../../src/control/ping.ts'
import { openRouter } from '../../src/control/remote-socket.ts'

const status = {
  pea: 'encode/0',
  flow: 'search',
  protocol: 2,
  state: 'ready',
  served: 3,
  held: 0,
  dropped: 0,
  uptime: 12,
} as const
const host = '127.0.0.1'

/** A control port that answers a ping with these frames. */
async function answering(...answers: readonly Buffer[]): Promise<number> {
  const { socket, port } = await openRouter({ host, port: 0 })
  onTestFinished(() => socket.close())
  const answerAll = async () => {
    const [from, frame] = await socket.receive()
    expect(decodeControl(undefined, frame as Buffer)).toEqual({ type: 'ping' })
    for (const answer of answers) await socket.send([from as Buffer, answer])
  }
  answerAll().catch((error) => expect(socket.closed && error.code).toBe('EAGAIN'))
  return port
}

async function serving(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    onTestFinished(() => void socket.destroy())
    onConnection(socket.on('error', () => undefined).resume())
  })
  onTestFinished(() => void server.close())
  server.listen(0, host)
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

describe('pingPea', () => {
  it('returns the status of a Pea, whatever else it sends', async () => {
    const answer = encodeControl('0123456789abcdef', { type: 'status', status })
    const port = await answering(Buffer.from('noise'), answer)
    expect(await pingPea({ host, port })).toEqual(status)
  })

  it('recognizes another version of the protocol', async () => {
    const answer = encodeControl('0123456789abcdef', { type: 'status', status })
    answer[3] = 9
    await expect(pingPea({ host, port: await answering(answer) })).rejects.toMatchObject({
      code: 'LAUNCH_PROTOCOL',
      message: expect.stringContaining('speaks version 9 of the protocol, not 2'),
    })
  })

  it.each([
    ['nothing listens there', async () => await closedPort()],
    ['what listens there is not a Pea', async () => await serving((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))],
    ['what listens there is not a Pea', async () => await serving(() => undefined)],
    ['what listens there does not respond', async () => await answering()],
  ])('says that %s', async (message, open) => {
    const port = await open()
    await expect(pingPea({ host, port, timeout: 100 })).rejects.toMatchObject({
      code: 'LAUNCH_PING',
      message: `no Pea answers at tcp://${host}:${port} within 0.1 s: ${message}`,
      hint: expect.any(String),
    })
  })

  it('stops at once when it is aborted, before and while it waits', async () => {
    const port = await answering()
    await expect(pingPea({ host, port, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'LAUNCH_PING' })
    const abort = new AbortController()
    const pinged = pingPea({ host, port: await serving(() => abort.abort()), signal: abort.signal })
    await expect(pinged).rejects.toMatchObject({ code: 'LAUNCH_PING' })
  })

  it('says that a host name does not resolve', async () => {
    await expect(pingPea({ host: 'no.such.host.invalid', port: 1 })).rejects.toMatchObject({
      code: 'ADDRESS_UNRESOLVED',
    })
  })
})

async function closedPort(): Promise<number> {
  const { socket, port } = await openRouter({ host, port: 0 })
  socket.close()
  return port
}
