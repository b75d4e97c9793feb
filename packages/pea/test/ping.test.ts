import { createServer } from 'node:net'
import { decodeControl, encodeControl, openRouter, pingPea } from '@peaflow/protocol'
import { describe, expect, it } from 'vitest'
import { freePort } from '../../../test/free-port.ts'

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
const here = { host: '127.0.0.1', port: 0 }

describe('pingPea', () => {
  it('returns the status that a Pea reports', async () => {
    const { socket, port } = await openRouter(here)
    const answering = socket.receive().then(async ([from = Buffer.alloc(0), frame = Buffer.alloc(0)]) => {
      expect(decodeControl(undefined, frame)).toEqual({ type: 'ping' })
      await socket.send([from, Buffer.from('noise')])
      await socket.send([from, encodeControl('0123456789abcdef', { type: 'status', status })])
    })
    expect(await pingPea({ host: '127.0.0.1', port, timeout: 20_000 })).toEqual(status)
    await answering
    socket.close()
  })

  it('gives up if nothing listens', async () => {
    const port = freePort()
    await expect(pingPea({ host: '127.0.0.1', port, timeout: 200 })).rejects.toMatchObject({ code: 'LAUNCH_PING' })
  })

  it('gives up if the server that listens is not a Pea', async () => {
    const server = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(pingPea({ host: '127.0.0.1', port, timeout: 200 })).rejects.toMatchObject({ code: 'LAUNCH_PING' })
    await new Promise((resolve) => server.close(resolve))
  })
})
